import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A registration with what the decisions about its seat do not depend on.
struct RegistrationRecord: Hashable, Sendable {
    var registration: Registration
    var offering: OfferingID
    var quote: PriceQuote
    var invoice: InvoiceID?
    var allotment: AllotmentID?
    var waitlistNumber: Int?
    var purchaseOrder: String?
    var registeredBy: PersonID
    var registeredAt: Instant
    /// The date in the association's time zone, on which membership was judged (E1).
    var registeredOn: Day
    var refund: Money
    var version: Int

    /// Returns the registration as `SeatBookRepository.save` writes the fact: under its next version.
    func applying(_ fact: SeatFact) -> RegistrationRecord {
        var record = self
        record.registration = fact.registration
        record.version += 1
        return record
    }
}

/// The table of registrations (D2).
struct RegistrationRepository: Sendable {
    let database: PostgresClient

    private static let registrations = Columns<RegistrationRecord>(
        """
        id, person_id, kind, status, rate_category, total, takes_seat, confirm_by, offering_id, quote::text, invoice_id,
        allotment_id, waitlist_number, purchase_order, registered_by, registered_at, registered_on, refund, version
        """
    ) { row in
        let registration = Registration(
            id: try row.next(), person: try row.next(), kind: try row.next(), status: try row.next(),
            rateCategory: try row.next(), total: try row.next(), takesSeat: try row.next(), confirmBy: try row.next())
        let offering: OfferingID = try row.next()
        let quote: JSON = try row.next()
        return RegistrationRecord(
            registration: registration, offering: offering, quote: try quote.decoded(), invoice: try row.next(),
            allotment: try row.next(), waitlistNumber: try row.next(), purchaseOrder: try row.next(),
            registeredBy: try row.next(), registeredAt: try row.next(), registeredOn: try row.next(),
            refund: try row.next(), version: try row.next())
    }

    /// The statuses of an active registration, in a condition (D6).
    static let isActive: Query = "status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered')"

    func find(_ id: RegistrationID) async throws -> RegistrationRecord? {
        try await find(id, from: database)
    }

    func find(_ id: RegistrationID, from source: any RowSource) async throws -> RegistrationRecord? {
        try await source.read(
            .first(Self.registrations, "SELECT \(Self.registrations) FROM registration WHERE id = \(id)"))
    }

    func list(_ ids: [RegistrationID]) async throws -> [RegistrationID: RegistrationRecord] {
        let records = try await database.read(
            .all(Self.registrations, "SELECT \(Self.registrations) FROM registration WHERE id = ANY(\(ids))"))
        return Dictionary(uniqueKeysWithValues: records.map { ($0.registration.id, $0) })
    }

    /// Returns a page of these persons' registrations, the newest first, and one more if there is one.
    func list(of people: [PersonID], after: RegistrationID?, limit: Int) async throws -> [RegistrationRecord] {
        let before: Query = after.map { "AND id < \($0)" } ?? ""
        return try await database.read(
            .all(
                Self.registrations,
                """
                SELECT \(Self.registrations) FROM registration WHERE person_id = ANY(\(people)) \(before)
                ORDER BY id DESC LIMIT \(limit + 1)
                """))
    }

    /// Returns the active registrations of a class: seats in the order of registration, then the waitlist in its order.
    func active(in offering: OfferingID, from source: any RowSource) async throws -> [RegistrationRecord] {
        try await source.read(
            .all(
                Self.registrations,
                """
                SELECT \(Self.registrations) FROM registration WHERE offering_id = \(offering) AND \(Self.isActive)
                ORDER BY waitlist_number NULLS FIRST, id
                """))
    }

    /// Returns the offering of a registration.
    func offering(of id: RegistrationID, from source: any RowSource) async throws -> OfferingID? {
        try await source.read(.first(OfferingID.self, "SELECT offering_id FROM registration WHERE id = \(id)"))
    }

    /// Returns the places of those of the registrations that wait, from 1.
    func positions(of records: [RegistrationRecord], from source: any RowSource) async throws -> [RegistrationID: Int] {
        let waiting = records.filter { $0.registration.status == .waitlisted && $0.waitlistNumber != nil }
        guard !waiting.isEmpty else { return [:] }
        let counts = try await source.read(
            .all(
                Int.self,
                """
                SELECT (SELECT count(*) FROM registration WHERE offering_id = asked.offering AND status = 'waitlisted'
                    AND waitlist_number <= asked.number OFFSET 0)
                FROM unnest(\(waiting.map(\.offering)), \(waiting.compactMap(\.waitlistNumber)))
                    WITH ORDINALITY AS asked (offering, number, place) ORDER BY place
                """))
        return Dictionary(uniqueKeysWithValues: zip(waiting.map(\.registration.id), counts))
    }

    func position(of record: RegistrationRecord, from source: any RowSource) async throws -> Int? {
        try await positions(of: [record], from: source)[record.registration.id]
    }

    /// Returns the persons' active non-member registrations that this term re-prices (E1), in the order in which their
    /// classes are locked.
    func nonMember(
        of people: [PersonID], repricedBy term: LateMembership, from source: any RowSource
    ) async throws -> [RegistrationID] {
        try await source.query(
            """
            SELECT id, registered_on, registered_at FROM registration
            WHERE person_id = ANY(\(people)) AND rate_category = 'nonMember' AND kind = 'regular' AND \(Self.isActive)
            ORDER BY offering_id, id
            """
        ).compactMap { row in
            let (id, day, instant) = try row.decode((RegistrationID, Day, Instant).self)
            return term.reprices(id, on: day, at: instant) ? id : nil
        }
    }

    /// Inserts registrations with one statement. The numbers of those that wait come from their classes' counters,
    /// which already include all of them.
    func insert(_ new: [NewRegistration], in unit: UnitOfWork) throws {
        let waitlisted = Dictionary(grouping: new.filter { $0.waitlistPlace > 0 }, by: \.record.offering)
            .mapValues(\.count)
        let behind: [Int?] = new.map {
            $0.waitlistPlace > 0 ? (waitlisted[$0.record.offering] ?? 0) - $0.waitlistPlace : nil
        }
        let records = new.map(\.record)
        let quotes = try records.map { String(decoding: try JSON.encode($0.quote), as: UTF8.self) }
        unit.sql.enqueue(
            """
            INSERT INTO registration (id, offering_id, person_id, kind, status, rate_category, total, quote, takes_seat,
                allotment_id, waitlist_number, purchase_order, invoice_id, registered_by, registered_at, registered_on)
            SELECT n.id, n.offering, n.person, n.kind, n.status, n.rate, n.total, n.quote::jsonb, n.takes_seat,
                n.allotment, o.waitlist_numbers - n.behind, n.purchase_order, n.invoice, n.registered_by,
                n.registered_at, n.registered_on
            FROM unnest(
                \(records.map(\.registration.id)), \(records.map(\.offering)), \(records.map(\.registration.person)),
                \(records.map(\.registration.kind.rawValue)), \(records.map(\.registration.status.rawValue)),
                \(records.map(\.registration.rateCategory.rawValue)), \(records.map(\.registration.total)),
                \(quotes), \(records.map(\.registration.takesSeat)), \(records.map(\.allotment)), \(behind),
                \(records.map(\.purchaseOrder)), \(records.map(\.invoice)), \(records.map(\.registeredBy)),
                \(records.map(\.registeredAt)), \(records.map(\.registeredOn)))
                AS n (id, offering, person, kind, status, rate, total, quote, takes_seat, allotment, behind,
                    purchase_order, invoice, registered_by, registered_at, registered_on)
            JOIN offering o ON o.id = n.offering
            """)
    }

    /// Writes the kind, rate and quote of a registration whose class is locked, under its next version (E1, E3, E5).
    func saveQuote(_ record: RegistrationRecord, in unit: UnitOfWork) throws -> RegistrationRecord {
        var saved = record
        saved.version += 1
        let registration = record.registration
        unit.sql.enqueue(
            """
            UPDATE registration SET kind = \(registration.kind), rate_category = \(registration.rateCategory),
                total = \(registration.total), quote = \(try JSON.of(record.quote)), version = version + 1
            WHERE id = \(registration.id)
            """)
        return saved
    }

    /// Writes the invoice of a registration with the change for which it is opened, in the same version.
    func saveInvoice(_ invoice: InvoiceID, of record: RegistrationRecord, in unit: UnitOfWork) -> RegistrationRecord {
        var saved = record
        saved.invoice = invoice
        unit.sql.enqueue("UPDATE registration SET invoice_id = \(invoice) WHERE id = \(record.registration.id)")
        return saved
    }

    /// Adds an amount to what a registration was refunded, under its next version; zero changes nothing.
    func addRefund(_ amount: Money, to record: RegistrationRecord, in unit: UnitOfWork) -> RegistrationRecord {
        guard amount > .zero else { return record }
        var saved = record
        saved.refund += amount
        saved.version += 1
        let id = record.registration.id
        unit.sql.enqueue(
            "UPDATE registration SET refund = refund + \(amount), version = version + 1 WHERE id = \(id)")
        return saved
    }
}

extension RegistrationKind: PostgresCodable {}
extension RegistrationStatus: PostgresCodable {}
extension RateCategory: PostgresCodable {}
