import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A person's application for a scholarship to one class of Basic, and what staff granted (E5).
struct ScholarshipRecord: Sendable {
    var id: ScholarshipID
    var offering: OfferingID
    var person: PersonID
    var statement: String
    var appliedAt: Instant
    var award: ScholarshipAward?
    var awardedAt: Instant?
    var version: Int
}

extension RegistrationStore {
    private static let scholarshipColumns: Query = """
        id, offering_id, person_id, statement, applied_at, awarded_full, awarded_amount, awarded_at, version
        """

    private static func scholarship(_ row: Row) throws -> ScholarshipRecord {
        let (id, offering, person, statement, appliedAt, isFull, amount, awardedAt, version) = try row.decode(
            (ScholarshipID, OfferingID, PersonID, String, Instant, Bool, Money?, Instant?, Int).self)
        return ScholarshipRecord(
            id: id, offering: offering, person: person, statement: statement, appliedAt: appliedAt,
            award: isFull ? .full : amount.map(ScholarshipAward.amount), awardedAt: awardedAt, version: version)
    }

    func scholarship(_ id: ScholarshipID, locking: Bool = false, from source: any RowSource) async throws
        -> ScholarshipRecord?
    {
        try await source.query(
            """
            SELECT \(Self.scholarshipColumns) FROM scholarship WHERE id = \(id)
            \(unsafe: locking ? "FOR UPDATE" : "")
            """
        ).first.map(Self.scholarship)
    }

    /// A page of applications, oldest first; of these people, or of all.
    func scholarships(of people: [PersonID]?, after: ScholarshipID?, limit: Int) async throws -> [ScholarshipRecord] {
        var conditions: [Query] = ["true"]
        if let people { conditions.append("person_id = ANY(\(people))") }
        if let after { conditions.append("id > \(after)") }
        return try await database.query(
            """
            SELECT \(Self.scholarshipColumns) FROM scholarship WHERE \(conditions.joined(separator: " AND "))
            ORDER BY id LIMIT \(limit + 1)
            """
        ).map(Self.scholarship)
    }

    /// - Returns: false when the person has applied for this class before.
    func add(_ scholarship: ScholarshipRecord, in unit: UnitOfWork) async throws -> Bool {
        try await unit.sql.execute(
            """
            INSERT INTO scholarship (id, offering_id, person_id, statement, applied_at)
            VALUES (\(scholarship.id), \(scholarship.offering), \(scholarship.person), \(scholarship.statement),
                \(scholarship.appliedAt)) ON CONFLICT (offering_id, person_id) DO NOTHING
            """) == 1
    }

    /// The award with which this person may register for the class.
    func award(for standing: PersonStanding, in offering: OfferingID, from source: any RowSource) async throws
        -> ScholarshipAward?
    {
        try await source.query(
            """
            SELECT \(Self.scholarshipColumns) FROM scholarship WHERE offering_id = \(offering)
                AND person_id = ANY(\(standing.identities)) AND awarded_at IS NOT NULL ORDER BY awarded_at LIMIT 1
            """
        ).first.map(Self.scholarship)?.award
    }

    /// Grants a scholarship. A registration that is there already gets the award as a line on its invoice, which is a credit when
    /// the invoice was paid.
    func grant(
        _ award: ScholarshipAward, to scholarship: ScholarshipRecord, by person: PersonID, at instant: Instant,
        in unit: UnitOfWork
    ) async throws -> ScholarshipRecord {
        guard let offering = try await lock(scholarship.offering, in: unit) else { throw OfferingUnknown() }
        var granted = scholarship
        granted.award = award
        granted.awardedAt = instant
        granted.version += 1
        let amount: Money? = if case .amount(let amount) = award { amount } else { nil }
        unit.sql.enqueue(
            """
            UPDATE scholarship SET awarded_full = \(amount == nil), awarded_amount = \(amount),
                awarded_by = \(person), awarded_at = \(instant), version = version + 1
            WHERE id = \(scholarship.id)
            """)
        let identities = try await standing(
            of: scholarship.person, on: associationDay(instant), from: unit.sql
        ).identities
        let records = try await activeRegistrations(of: offering.id, from: unit.sql)
        if let record = records.first(where: {
            $0.registration.kind == .regular && identities.contains($0.registration.person)
        }) {
            try await apply(award, to: record, of: offering, by: person, at: instant, in: unit)
        }
        return granted
    }

    private func apply(
        _ award: ScholarshipAward, to record: RegistrationRecord, of offering: Offering, by person: PersonID,
        at instant: Instant, in unit: UnitOfWork
    ) async throws {
        var offering = offering
        var record = record
        let price = record.quote.total
        let amount: Money = if case .amount(let amount) = award { min(amount, price) } else { price }
        guard amount > .zero else { return }
        let line = PriceLine(
            code: .scholarshipAward, description: "Scholarship", amount: -amount, reason: "awarded by the office")
        var invoice: InvoiceRecord?
        if let id = record.invoice { invoice = try await self.invoice(id, locking: true, from: unit.sql) }
        // Whoever paid the full rate before keeps what came with it; otherwise this is a scholarship's seat now.
        if invoice.map({ $0.invoice.balance > .zero }) ?? true {
            record.registration.kind = .scholarship
            record.registration.rateCategory = .scholarship
            record.quote.rateCategory = .scholarship
        }
        record.quote.lines.append(line)
        record.registration.total = record.quote.total
        try reprice(record, in: unit)
        guard let invoice else { return }
        var account = RegistrationAccount(registration: record, invoice: invoice)
        let change = account.invoice.invoice.charge([line])
        write(
            change, of: &account.invoice, rulePack: policy(at: instant).version, by: person, reason: "", at: instant,
            in: unit)
        try await confirmIfPaid(&account, of: &offering, at: instant, in: unit)
    }
}
