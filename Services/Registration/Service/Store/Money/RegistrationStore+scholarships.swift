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

    /// The scholarship with which this person, whoever was merged with them, may register for the class: awarded, and not used by a
    /// registration that stands, whoever holds it now.
    func awardQuery(for people: [PersonID], in offerings: [OfferingID]) -> Query {
        """
        SELECT \(Self.scholarshipColumns), owner FROM (
            SELECT s.*, coalesce(p.survivor_id, s.person_id) AS owner FROM scholarship s
            LEFT JOIN person_survivor p USING (person_id)
            WHERE s.offering_id = ANY(\(offerings)) AND s.awarded_at IS NOT NULL
                AND NOT EXISTS (SELECT FROM registration r WHERE r.id = s.registration_id
                    AND r.status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered'))) AS open
        WHERE owner IN (SELECT coalesce(p.survivor_id, asked.id) FROM unnest(\(people)) AS asked (id)
            LEFT JOIN person_survivor p ON p.person_id = asked.id)
        ORDER BY awarded_at
        """
    }

    func award(for person: PersonID, in offering: OfferingID, from source: any RowSource) async throws
        -> ScholarshipRecord?
    {
        try await source.query(awardQuery(for: [person], in: [offering])).first.map(Self.award)
    }

    /// The scholarship's person is who counts, whoever applied.
    static func award(_ row: Row) throws -> ScholarshipRecord {
        var award = try scholarship(row)
        award.person = try row.value(at: 9)
        return award
    }

    /// An award counts once (E5).
    func use(_ scholarship: ScholarshipID, for registration: RegistrationID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE scholarship SET registration_id = \(registration), version = version + 1 WHERE id = \(scholarship)
            """)
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
            use(scholarship.id, for: record.registration.id, in: unit)
            granted.version += 1
        }
        tell(granted, at: instant, in: unit)
        return granted
    }

    private func apply(
        _ award: ScholarshipAward, to record: RegistrationRecord, of offering: Offering, by person: PersonID,
        at instant: Instant, in unit: UnitOfWork
    ) async throws {
        var offering = offering
        var record = record
        let line = award.line(on: record.quote.total)
        guard line.amount < .zero else { return }
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
