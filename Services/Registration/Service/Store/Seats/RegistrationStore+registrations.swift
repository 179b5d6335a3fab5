import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A registration as it stands, with what the seat decisions do not ask about.
struct RegistrationRecord: Sendable {
    var registration: Registration
    var offering: OfferingID
    var quote: PriceQuote
    var invoice: InvoiceID?
    var allotment: AllotmentID?
    var waitlistNumber: Int?
    var purchaseOrder: String?
    var registeredBy: PersonID
    var registeredAt: Instant
    /// The date at the association's seat, on which membership was judged (E1).
    var registeredOn: Day
    var refund: Money
    var version: Int
}

extension RegistrationStore {
    private static let registrationColumns: Query = """
        r.id, r.person_id, r.kind, r.status, r.rate_category, r.total, r.takes_seat, r.confirm_by, r.offering_id,
        r.quote::text, r.invoice_id, r.allotment_id, r.waitlist_number, r.purchase_order, r.registered_by,
        r.registered_at, r.registered_on, r.refund, r.version
        """

    private static func registration(_ row: Row) throws -> RegistrationRecord {
        RegistrationRecord(
            registration: Registration(
                id: try row.value(at: 0), person: try row.value(at: 1), kind: try row.value(at: 2),
                status: try row.value(at: 3), rateCategory: try row.value(at: 4), total: try row.value(at: 5),
                takesSeat: try row.value(at: 6), confirmBy: try row.value(at: 7)),
            offering: try row.value(at: 8), quote: try row.value(at: 9, as: JSON.self).decoded(),
            invoice: try row.value(at: 10), allotment: try row.value(at: 11), waitlistNumber: try row.value(at: 12),
            purchaseOrder: try row.value(at: 13), registeredBy: try row.value(at: 14),
            registeredAt: try row.value(at: 15), registeredOn: try row.value(at: 16), refund: try row.value(at: 17),
            version: try row.value(at: 18))
    }

    private func registrations(_ condition: Query, from source: any RowSource) async throws -> [RegistrationRecord] {
        try await source.query("SELECT \(Self.registrationColumns) FROM registration r WHERE \(condition)")
            .map(Self.registration)
    }

    func registration(_ id: RegistrationID, from source: any RowSource) async throws -> RegistrationRecord? {
        try await registrations("r.id = \(id)", from: source).first
    }

    func registrations(_ ids: [RegistrationID], from source: any RowSource) async throws
        -> [RegistrationID: RegistrationRecord]
    {
        let records = try await registrations("r.id = ANY(\(ids))", from: source)
        return Dictionary(uniqueKeysWithValues: records.map { ($0.registration.id, $0) })
    }

    /// Who held the seat before it went to somebody else (D4).
    func formerHolders(of id: RegistrationID, from source: any RowSource) async throws -> [PersonID] {
        try await source.query(
            "SELECT DISTINCT from_person FROM registration_transfer WHERE registration_id = \(id) ORDER BY from_person"
        ).map { try $0.value(at: 0) }
    }

    /// A person's registrations, newest first.
    func registrations(of people: [PersonID], after: RegistrationID?, limit: Int) async throws -> [RegistrationRecord] {
        let before: Query = after.map { "AND r.id < \($0)" } ?? ""
        return try await registrations(
            "r.person_id = ANY(\(people)) \(before) ORDER BY r.id DESC LIMIT \(limit + 1)", from: database)
    }

    /// Everybody with an active registration in the offering: seat holders by registration, then the waitlist in order.
    func activeRegistrations(of offering: OfferingID, from source: any RowSource) async throws -> [RegistrationRecord] {
        try await registrations(
            """
            r.offering_id = \(offering) AND r.status IN ('pendingPayment', 'confirmed', 'offered', 'waitlisted')
            ORDER BY r.waitlist_number NULLS FIRST, r.id
            """, from: source)
    }

    /// The place in the waitlist, from 1.
    func position(of record: RegistrationRecord, from source: any RowSource) async throws -> Int? {
        guard record.registration.status == .waitlisted, let number = record.waitlistNumber else { return nil }
        return try await source.query(
            """
            SELECT count(*) FROM registration WHERE offering_id = \(record.offering) AND status = 'waitlisted'
                AND waitlist_number <= \(number)
            """
        ).first?.value(at: 0)
    }

    /// A person's active non-member registrations that this term re-prices (E1), in the order in which offerings are locked.
    func nonMemberRegistrations(
        of people: [PersonID], repricedBy term: LateMembership, in source: any RowSource
    ) async throws -> [RegistrationID] {
        try await source.query(
            """
            SELECT id, registered_on, registered_at FROM registration
            WHERE person_id = ANY(\(people)) AND rate_category = 'nonMember' AND kind = 'regular'
                AND status IN ('pendingPayment', 'confirmed', 'offered', 'waitlisted')
            ORDER BY offering_id, id
            """
        ).compactMap { row in
            let (id, day, instant) = try row.decode((RegistrationID, Day, Instant).self)
            return term.reprices(id, on: day, at: instant) ? id : nil
        }
    }

    /// The price of a registration changed by a correction line (E1).
    func reprice(_ record: RegistrationRecord, in unit: UnitOfWork) throws {
        unit.sql.enqueue(
            """
            UPDATE registration SET kind = \(record.registration.kind), rate_category = \(record.registration.rateCategory),
                total = \(record.registration.total), quote = \(try JSON.of(record.quote)),
                version = version + 1
            WHERE id = \(record.registration.id)
            """)
    }

    func setInvoice(_ invoice: InvoiceID, of registration: RegistrationID, in unit: UnitOfWork) {
        unit.sql.enqueue("UPDATE registration SET invoice_id = \(invoice) WHERE id = \(registration)")
    }

    func addRefund(_ amount: Money, to registration: RegistrationID, in unit: UnitOfWork) {
        guard amount > .zero else { return }
        unit.sql.enqueue(
            "UPDATE registration SET refund = refund + \(amount), version = version + 1 WHERE id = \(registration)")
    }
}
