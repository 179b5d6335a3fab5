import Messaging
import Postgres
import Primitives
import RegistrationDomain

extension RegistrationStore {
    /// Locks the offerings in id order and reads what a group of wishes is decided on: one round trip. Each statement sees what was
    /// committed before the locks were had.
    func registerQueries(_ commands: [RegisterCommand], at instant: Instant) -> [Query] {
        let offerings = Set(commands.map(\.offering)).sorted()
        let drawn = Set(commands.filter { !$0.agencies.isEmpty }.map(\.offering)).sorted()
        return [
            "SELECT \(Self.offeringColumns) FROM offering WHERE id = ANY(\(offerings)) ORDER BY id FOR UPDATE",
            standingQuery(commands.map { ($0.person, $0.offering) }, on: associationDay(instant)),
            openAllotmentsQuery(of: drawn), awardQuery(for: commands.map(\.person), in: offerings),
        ]
    }

    /// Registers people in their order: each price is frozen, the seat taken or the waitlist joined, the invoice opened (D1, D2, D6,
    /// D7, E8). One who is refused leaves the others untouched.
    ///
    /// - Parameters:
    ///   - read: what `registerQueries` of the same commands gave.
    ///   - deciding: which of them are to be decided; all when nil.
    /// - Returns: for each the registration with its invoice or its place in the waitlist, or `OfferingUnknown`, `SeatRejection`,
    ///   `KindRejection`.
    func register(
        _ commands: [RegisterCommand], read: [[Row]], deciding: [Int]? = nil, at instant: Instant, in unit: UnitOfWork
    ) async throws -> [Result<Registered, any Error>] {
        Rule.keep(.D1, .D6)
        var group = RegistrationGroup(offerings: try read[0].map(Self.offering))
        try group.take(allotments: read[2].map(Self.allotment))
        try group.take(awards: read[3].map(Self.award))
        let standings = try Self.standings(read[1])
        for (command, standing) in zip(commands, standings) { group.note(standing, in: command.offering) }
        var results: [Result<Registered, any Error>] = []
        for index in deciding ?? Array(commands.indices) {
            let (command, standing) = (commands[index], standings[index])
            do {
                results.append(.success(try await register(command, standing, in: &group, at: instant, in: unit)))
            } catch let refusal as any RegistrationRefusal {
                results.append(.failure(refusal))
            }
        }
        try write(group, at: instant, in: unit)
        return results
    }

    private func register(
        _ command: RegisterCommand, _ standing: PersonStanding, in group: inout RegistrationGroup, at instant: Instant,
        in unit: UnitOfWork
    ) async throws -> Registered {
        guard let offering = group.offerings[command.offering]?.offering else { throw OfferingUnknown() }
        let policy = policy(at: instant)
        let moment = moment(instant, venueZone: offering.venue.timeZone)
        let award = group.award(for: standing.person, in: offering.id)
        try command.kind.allow(
            course: offering.course, byStaff: command.byStaff,
            isCandidate: command.byCandidacy || standing.isCandidate, hasAward: award != nil)
        let quote = quote(offering, kind: command.kind, for: standing, award: award?.award, at: instant)
        // An award that was granted before counts, also for who asked for nothing (E5).
        let kind = quote.rateCategory == .scholarship ? .scholarship : command.kind
        let request = SeatRequest(
            registration: command.registration, person: standing.person, kind: kind,
            rateCategory: quote.rateCategory, total: quote.total,
            takesSeat: kind != .audit || policy.auditTakesSeat, waitlist: command.waitlist,
            agency: group.agencyToDrawFrom(command.agencies, in: offering.id, at: instant),
            cause: command.cause)
        let fact = try group.register(request, in: offering.id, trace: command.trace, at: moment, under: policy)
        let isWaiting = fact.registration.status == .waitlisted
        let record = RegistrationRecord(
            registration: fact.registration, offering: offering.id, quote: quote,
            invoice: isWaiting || kind == .staff ? nil : .new(), allotment: fact.allotment, waitlistNumber: nil,
            purchaseOrder: command.purchaseOrder, registeredBy: command.requestedBy, registeredAt: instant,
            registeredOn: moment.associationDay, refund: .zero, version: 1)
        let invoice = group.add(record, using: kind == .scholarship ? award?.id : nil)
        return Registered(record: record, invoice: invoice, position: isWaiting ? fact.waitlistLength : nil)
    }
}
