import Contracts
import Messaging
import Observability
import Postgres
import Primitives
import RegistrationDomain

/// An error for a class that does not exist.
struct OfferingUnknown: Error {}

/// Registers people for classes: freezes the price, takes the seat or joins the waitlist, and opens the invoice (D1,
/// D2, D6, D7, E8). Many commands are decided in one transaction, and each is answered.
struct RegisterPeople: Sendable {
    struct Command: Sendable {
        /// Chosen beforehand, so that the registration can be looked for when the outcome of a commit is unknown.
        var registration = RegistrationID.new()
        var offering: OfferingID
        var person: PersonID
        var kind: RegistrationKind = .regular
        var purchaseOrder: String?
        var waitlist = false
        var requestedBy: PersonID
        /// Whether staff makes the request, which opens audits and teaching seats (E6).
        var byStaff = false
        /// Whether the instructor programme requests the seat of a candidate (H14).
        var byCandidacy = false
        /// The agencies whose allotments may be drawn from (D3).
        var agencies: Set<AgencyID> = []
        var cause: SeatCause = .registered
        var trace: TraceContext?

        var request: EnrolmentRequest {
            EnrolmentRequest(
                registration: registration, kind: kind, byStaff: byStaff, waitlist: waitlist, agencies: agencies,
                cause: cause)
        }

        /// Whether a full class is the only thing that decides about the command: it does not wait, draws from no
        /// allotment, and its kind is open to all and takes a seat.
        var isRefusedWhenFull: Bool { kind == .regular && !waitlist && agencies.isEmpty }
    }

    let policies: Policies
    let offerings: OfferingRepository
    let people: PersonRepository
    let registrations: RegistrationRepository
    let seats: SeatBookRepository
    let allotments: AllotmentRepository
    let scholarships: ScholarshipRepository
    let invoices: InvoiceRepository
    let mail: SeatMail

    /// Locks the classes of the commands in the order of their ids and reads what the commands are decided on, in one
    /// round trip. Each statement sees what was committed before the locks were held.
    func reading(_ commands: [Command], at now: Instant) -> Reading<RegistrationGroup> {
        let asked = Set(commands.map(\.offering)).sorted()
        let drawn = Set(commands.filter { !$0.agencies.isEmpty }.map(\.offering)).sorted()
        return Reading(
            offerings.locked(asked),
            people.standings(
                of: commands.map { .init(person: $0.person, offering: $0.offering) },
                on: policies.associationDay(now)),
            allotments.open(in: drawn),
            scholarships.openAwards(for: commands.map(\.person), in: asked)
        ) { offerings, people, allotments, awards in
            RegistrationGroup(commands, offerings: offerings, people: people, allotments: allotments, awards: awards)
        }
    }

    /// Decides the commands in their order and writes what was decided, a statement a table. A command that is refused
    /// changes nothing for the others.
    ///
    /// - Parameters:
    ///   - read: the value of these commands' `reading`.
    ///   - places: the places of the commands that are to be decided; nil for all.
    /// - Returns: for each of them the registration with its invoice or its position in the waitlist, or
    ///   `OfferingUnknown`, `KindRejection`, `SeatRejection`.
    func callAsFunction(
        _ commands: [Command], with read: RegistrationGroup, deciding places: [Int]? = nil, at now: Instant,
        in unit: UnitOfWork
    ) throws -> [Result<RegistrationDetails, any Error>] {
        Rule.keep(.C8, .D1, .D2, .D6, .D7, .E1, .E2, .E3, .E5, .E6, .E7)
        var group = read
        let policy = policies.policy(at: now)
        var results: [Result<RegistrationDetails, any Error>] = []
        for place in places ?? Array(commands.indices) {
            do {
                let registered = try group.register(
                    commands[place], at: place, moment: { policies.moment(now, at: $0) }, under: policy)
                results.append(.success(registered))
            } catch let refusal as any RegistrationRefusal {
                results.append(.failure(refusal))
            }
        }
        if !group.registrations.isEmpty { try write(group, at: now, in: unit) }
        return results
    }

    /// Registers one person.
    ///
    /// - Throws: `OfferingUnknown`, `KindRejection`, `SeatRejection`.
    func callAsFunction(
        _ command: Command, at now: Instant, in unit: UnitOfWork
    ) async throws -> RegistrationDetails {
        let group = try await unit.sql.read(reading([command], at: now))
        return try self([command], with: group, at: now, in: unit)[0].get()
    }

    private func write(_ group: RegistrationGroup, at now: Instant, in unit: UnitOfWork) throws {
        let changed = group.changedClasses
        seats.save(changed, in: unit)
        mail.enqueue(
            changed.flatMap { open in open.facts.map { ($0.fact, open.offering.version + 1) } }, at: now, in: unit)
        allotments.draw(changed.flatMap { $0.facts.compactMap(\.fact.allotment) }, in: unit)
        for open in changed { publish(open, at: now, in: unit) }
        try registrations.insert(group.registrations, in: unit)
        for new in group.registrations {
            if let award = new.award { scholarships.use(award, for: new.record.registration.id, in: unit) }
        }
        invoices.insert(group.registrations.compactMap(\.invoice), at: now, in: unit)
    }

    private func publish(_ open: RegistrationGroup.OpenClass, at now: Instant, in unit: UnitOfWork) {
        for (fact, trace) in open.facts {
            unit.traced(by: trace ?? unit.trace)
                .publish(fact.action.event, SeatChange(fact), of: open.offering.id, at: now)
        }
        unit.traced(by: open.facts.last?.trace ?? unit.trace)
            .setState(.offering, OfferingState(open.saved), of: open.offering.id, at: now)
    }
}
