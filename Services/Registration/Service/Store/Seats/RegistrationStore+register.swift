import Contracts
import Messaging
import Observability
import Postgres
import Primitives
import RegistrationDomain

/// A wish for a seat, as the API or another service's fact brings it.
struct RegisterCommand: Sendable {
    /// Given beforehand, so that whoever is not told of the outcome can look for it.
    var registration = RegistrationID.new()
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
    var trace: TraceContext?
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
        let moment = moment(instant, venueZone: offering.venue.timeZone)
        return PriceQuote.decide(
            PriceInquiry(
                course: offering.course, courseTitle: offering.title,
                prices: offering.prices.prices(on: moment.venueDay), kind: kind,
                isMember: standing.isMember, hasCompletedBasic: standing.hasCompletedBasic, award: award),
            at: moment, under: policy(at: instant))
    }

    /// Registers one person; see `register(_:read:at:in:)`.
    ///
    /// - Throws: `OfferingUnknown`, `SeatRejection`, `KindRejection`.
    func register(_ command: RegisterCommand, at instant: Instant, in unit: UnitOfWork) async throws -> Registered {
        let read = try await unit.sql.batch(registerQueries([command], at: instant))
        let group = try await register([command], read: read, at: instant, in: unit)
        return try group[0].get()
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
        // E7: a teaching seat has no invoice.
        guard record.registration.kind != .staff else {
            record.version += 1
            return record
        }
        let invoice = InvoiceID.new()
        record.invoice = invoice
        insertInvoices(
            [InvoiceRecord.opening(invoice, for: record)], rulePacks: [record.quote.rulePack], at: instant, in: unit)
        setInvoice(invoice, of: record.registration.id, in: unit)
        record.version += 1
        return record
    }

    /// Moves a registration to another person, with the fee as a line of its own (D4). What the price owes to the person is
    /// decided anew (E3, E5, E6).
    ///
    /// - Throws: `SeatRejection`, `KindRejection`.
    func transfer(
        _ locked: (Offering, RegistrationRecord), to target: PersonStanding, by person: PersonID, byStaff: Bool,
        at instant: Instant, in unit: UnitOfWork
    ) async throws -> RegistrationRecord {
        var (offering, record) = locked
        let policy = policy(at: instant)
        let from = record.registration.person
        // An award that was granted after the full price was paid stands on a regular seat.
        let hasAward = record.quote.lines.contains { $0.code == .scholarshipAward }
        let kind = hasAward ? .scholarship : record.registration.kind
        let award =
            kind == .scholarship ? try await award(for: target.person, in: offering.id, from: unit.sql) : nil
        try kind.allowTransfer(
            course: offering.course, byStaff: byStaff, targetIsCandidate: target.isCandidate,
            targetHasAward: award != nil)
        var lines = policy.transferFee > .zero ? [PriceLine.transferFee(under: policy)] : []
        if let correction = record.quote.retakeCorrection(
            course: offering.course, targetHasCompletedBasic: target.hasCompletedBasic, under: policy)
        {
            lines.append(correction)
            record.quote.lines.append(correction)
            record.registration.total = record.quote.total
        }
        var book = try await book(of: offering, people: [target], asking: record.registration.id, in: unit)
        let facts = try book.decide(
            .transfer(record.registration, to: target.person),
            at: moment(instant, venueZone: offering.venue.timeZone), under: policy)
        write(facts, of: &offering, at: instant, in: unit)
        if let fact = facts.first { record.registration = fact.registration }
        unit.sql.enqueue(
            """
            INSERT INTO registration_transfer
                (registration_id, from_person, to_person, fee, rule_pack, transferred_by, transferred_at)
            VALUES (\(record.registration.id), \(from), \(target.person), \(policy.transferFee), \(policy.version),
                \(person), \(instant))
            """)
        record.version += 1
        if record.registration.total != locked.1.registration.total {
            try reprice(record, in: unit)
            record.version += 1
        }
        if let award { use(award.id, for: record.registration.id, in: unit) }
        guard let id = record.invoice, let invoice = try await invoice(id, locking: true, from: unit.sql),
            !lines.isEmpty
        else { return record }
        var account = RegistrationAccount(registration: record, invoice: invoice)
        let change = account.invoice.invoice.charge(lines)
        write(change, of: &account.invoice, rulePack: policy.version, by: person, reason: "", at: instant, in: unit)
        let wasPaid = invoice.invoice.balance <= .zero
        try await confirmIfPaid(&account, of: &offering, at: instant, in: unit)
        if !wasPaid, account.invoice.invoice.balance <= .zero, account.invoice.invoice.paid > .zero {
            // B4: no payment comes that could tell it.
            unit.publish(
                .paymentSettled, PaymentChange(.zero, on: account), of: account.invoice.invoice.id, at: instant)
        }
        settle(&account, reason: "the seat went to another person", at: instant, in: unit)
        return account.registration
    }
}
