import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A wish for a seat, as the API or another service's fact brings it.
struct RegisterCommand: Sendable {
    var offering: OfferingID
    var person: PersonID
    var kind: RegistrationKind = .regular
    var purchaseOrder: String?
    var waitlist = false
    var requestedBy: PersonID
    /// Staff's word opens audits and teaching seats (E6).
    var byStaff = false
    /// A candidate's audit that the instructor programme asked for (H14).
    var byCandidacy = false
    /// Agencies whose allotments may be drawn from (D3).
    var agencies: Set<AgencyID> = []
    var cause: SeatCause = .registered
}

/// What registering came to.
struct Registered: Sendable {
    var record: RegistrationRecord
    var invoice: InvoiceRecord?
    var position: Int?
}

/// There is no such offering.
struct OfferingUnknown: Error {}

extension RegistrationStore {
    /// What a registration of this person would cost now (E1–E6).
    func quote(
        _ offering: Offering, kind: RegistrationKind, for standing: PersonStanding, award: ScholarshipAward? = nil,
        at instant: Instant
    ) -> PriceQuote {
        PriceQuote.decide(
            PriceInquiry(
                course: offering.course, courseTitle: offering.title, prices: offering.prices, kind: kind,
                isMember: standing.isMember, hasCompletedBasic: standing.hasCompletedBasic, award: award),
            at: moment(instant, venueZone: offering.venue.timeZone), under: policy(at: instant))
    }

    /// Registers a person: the price is frozen, the seat taken or the waitlist joined, the invoice opened (D1, D2, D6, D7, E8).
    ///
    /// - Throws: `OfferingUnknown`, `SeatRejection`, `KindRejection`.
    /// - Returns: the registration, its invoice or its place in the waitlist.
    func register(_ command: RegisterCommand, at instant: Instant, in unit: UnitOfWork) async throws -> Registered {
        // One round trip: the second statement runs when the first has the lock, and so sees what was committed before it.
        let found = try await unit.sql.batch([
            lockQuery(command.offering),
            standingQuery([command.person], on: associationDay(instant), in: command.offering),
        ])
        guard var offering = try found.first?.first.map(Self.offering) else { throw OfferingUnknown() }
        let standing =
            try Self.standings(found.last ?? [], in: command.offering)[command.person] ?? .unknown(command.person)
        let policy = policy(at: instant)
        let moment = moment(instant, venueZone: offering.venue.timeZone)
        let award =
            command.kind == .scholarship ? try await award(for: standing, in: offering.id, from: unit.sql) : nil
        try command.kind.allow(
            course: offering.course, byStaff: command.byStaff,
            isCandidate: command.byCandidacy || standing.isCandidate, hasAward: award != nil)
        let quote = quote(offering, kind: command.kind, for: standing, award: award, at: instant)
        var book = try await book(
            of: offering, people: [standing], allotments: !command.agencies.isEmpty, in: unit)
        let request = SeatRequest(
            registration: .new(), person: standing.person, kind: command.kind, rateCategory: quote.rateCategory,
            total: quote.total, takesSeat: command.kind != .audit || policy.auditTakesSeat, waitlist: command.waitlist,
            agency: book.allotments.first { command.agencies.contains($0.agency) && $0.unused > 0 }?.agency,
            cause: command.cause)
        let facts = try book.decide(.register(request), at: moment, under: policy)
        guard let fact = facts.first else { throw SeatRejection.offeringFull }
        let isWaiting = fact.registration.status == .waitlisted
        let record = RegistrationRecord(
            registration: fact.registration, offering: offering.id, quote: quote,
            invoice: isWaiting ? nil : .new(), allotment: fact.allotment, waitlistNumber: nil,
            purchaseOrder: command.purchaseOrder, registeredBy: command.requestedBy, registeredAt: instant,
            registeredOn: moment.associationDay, refund: .zero, version: 1)
        write(facts, of: &offering, new: [record.registration.id], at: instant, in: unit)
        try add(record, in: unit)
        let invoice = record.invoice.map { open($0, for: record, at: instant, in: unit) }
        return Registered(record: record, invoice: invoice, position: isWaiting ? fact.waitlistLength : nil)
    }

    /// A registration with its locked offering, as every later step on it begins.
    func lock(registration id: RegistrationID, in unit: UnitOfWork) async throws -> (Offering, RegistrationRecord)? {
        let rows = try await unit.sql.query("SELECT offering_id FROM registration WHERE id = \(id)")
        guard let offeringID: OfferingID = try rows.first?.value(at: 0),
            let offering = try await lock(offeringID, in: unit),
            let record = try await registration(id, from: unit.sql)
        else { return nil }
        return (offering, record)
    }

    /// Takes a waitlist offer (D7): the invoice is opened with the quote that was frozen when the person joined.
    func confirm(
        _ locked: (Offering, RegistrationRecord), at instant: Instant, in unit: UnitOfWork
    ) async throws -> RegistrationRecord {
        var (offering, record) = locked
        var book = try await book(of: offering, in: unit)
        let facts = try book.decide(
            .accept(record.registration), at: moment(instant, venueZone: offering.venue.timeZone),
            under: policy(at: instant))
        write(facts, of: &offering, at: instant, in: unit)
        if let fact = facts.first { record.registration = fact.registration }
        let invoice = InvoiceID.new()
        record.invoice = invoice
        _ = open(invoice, for: record, at: instant, in: unit)
        setInvoice(invoice, of: record.registration.id, in: unit)
        record.version += 1
        return record
    }

    /// Moves a registration to another person, with the fee as a line of its own (D4).
    func transfer(
        _ locked: (Offering, RegistrationRecord), to target: PersonStanding, by person: PersonID, at instant: Instant,
        in unit: UnitOfWork
    ) async throws -> RegistrationRecord {
        var (offering, record) = locked
        let policy = policy(at: instant)
        let from = record.registration.person
        var book = try await book(of: offering, people: [target], in: unit)
        let facts = try book.decide(
            .transfer(record.registration, to: target.person),
            at: moment(instant, venueZone: offering.venue.timeZone), under: policy)
        write(facts, of: &offering, at: instant, in: unit)
        if let fact = facts.first { record.registration = fact.registration }
        unit.sql.enqueue(
            """
            INSERT INTO registration_transfer
                (registration_id, from_person, to_person, fee, transferred_by, transferred_at)
            VALUES (\(record.registration.id), \(from), \(target.person), \(policy.transferFee), \(person), \(instant))
            """)
        if let id = record.invoice, var invoice = try await invoice(id, locking: true, from: unit.sql),
            policy.transferFee > .zero
        {
            let change = invoice.invoice.charge([.transferFee(under: policy)])
            write(change, of: &invoice, rulePack: policy.version, by: person, reason: "", at: instant, in: unit)
        }
        record.version += 1
        return record
    }
}
