import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The table of scholarships (E5).
struct ScholarshipRepository: Sendable {
    let database: PostgresClient

    private static let scholarships = Columns<Scholarship>(
        """
        id, offering_id, person_id, statement, applied_at, awarded_full, awarded_amount, awarded_by, awarded_at,
        registration_id, version
        """
    ) { row in
        var scholarship = Scholarship(
            id: try row.next(), offering: try row.next(), person: try row.next(), statement: try row.next(),
            appliedAt: try row.next())
        let (isFull, amount): (Bool, Money?) = (try row.next(), try row.next())
        let (person, instant): (PersonID?, Instant?) = (try row.next(), try row.next())
        let award = isFull ? .full : amount.map(ScholarshipAward.amount)
        if let award, let person, let instant {
            scholarship.grant = Scholarship.Grant(award: award, by: person, at: instant)
        }
        scholarship.registration = try row.next()
        scholarship.version = try row.next()
        return scholarship
    }

    /// A scholarship whose person is the survivor of a merge.
    private static let openAwards = Columns<Scholarship>("\(scholarships), owner") { row in
        var scholarship = try row.next(scholarships)
        scholarship.person = try row.next()
        return scholarship
    }

    func find(_ id: ScholarshipID) async throws -> Scholarship? { try await find(id, from: database) }

    func find(_ id: ScholarshipID, from source: any RowSource) async throws -> Scholarship? {
        try await source.read(
            .first(Self.scholarships, "SELECT \(Self.scholarships) FROM scholarship WHERE id = \(id)"))
    }

    /// Locks the scholarship until the transaction ends (W1).
    func lock(_ id: ScholarshipID, in unit: UnitOfWork) async throws -> Scholarship? {
        try await unit.sql.read(
            .first(Self.scholarships, "SELECT \(Self.scholarships) FROM scholarship WHERE id = \(id) FOR UPDATE"))
    }

    /// Returns a page of applications, the oldest first, of these people or, with nil, of all, and one more if there is
    /// one.
    func list(of people: [PersonID]?, after: ScholarshipID?, limit: Int) async throws -> [Scholarship] {
        var conditions: [Query] = ["true"]
        if let people { conditions.append("person_id = ANY(\(people))") }
        if let after { conditions.append("id > \(after)") }
        return try await database.read(
            .all(
                Self.scholarships,
                """
                SELECT \(Self.scholarships) FROM scholarship WHERE \(conditions.joined(separator: " AND "))
                ORDER BY id LIMIT \(limit + 1)
                """))
    }

    /// Reads the awards with which people may register for these classes: granted, and not used by an active
    /// registration of any person. An award belongs to the survivor of a merge.
    func openAwards(for people: [PersonID], in offerings: [OfferingID]) -> Reading<[Scholarship]> {
        .all(
            Self.openAwards,
            """
            SELECT \(Self.openAwards) FROM (
                SELECT s.*, coalesce(p.survivor_id, s.person_id) AS owner FROM scholarship s
                LEFT JOIN person_survivor p USING (person_id)
                WHERE s.offering_id = ANY(\(offerings)) AND s.awarded_at IS NOT NULL
                    AND NOT EXISTS (SELECT FROM registration r WHERE r.id = s.registration_id
                        AND r.status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered'))) AS open
            WHERE owner IN (SELECT coalesce(p.survivor_id, asked.id) FROM unnest(\(people)) AS asked (id)
                LEFT JOIN person_survivor p ON p.person_id = asked.id)
            ORDER BY awarded_at
            """)
    }

    /// Returns the award with which a person may register for a class.
    func openAward(
        for person: PersonID, in offering: OfferingID, from source: any RowSource
    ) async throws -> Scholarship? {
        try await source.read(openAwards(for: [person], in: [offering])).first
    }

    /// Inserts an application.
    ///
    /// - Returns: false if the person applied for this class before.
    func insert(_ scholarship: Scholarship, in unit: UnitOfWork) async throws -> Bool {
        try await unit.sql.execute(
            """
            INSERT INTO scholarship (id, offering_id, person_id, statement, applied_at, version)
            VALUES (\(scholarship.id), \(scholarship.offering), \(scholarship.person), \(scholarship.statement),
                \(scholarship.appliedAt), \(scholarship.version)) ON CONFLICT (offering_id, person_id) DO NOTHING
            """) == 1
    }

    /// Writes the grant and the use of a locked scholarship under its next version.
    ///
    /// - Returns: the scholarship as it is stored.
    func save(_ scholarship: Scholarship, in unit: UnitOfWork) -> Scholarship {
        var saved = scholarship
        saved.version += 1
        var amount: Money?
        if case .amount(let granted) = scholarship.award { amount = granted }
        unit.sql.enqueue(
            """
            UPDATE scholarship SET awarded_full = \(scholarship.award == .full), awarded_amount = \(amount),
                awarded_by = \(scholarship.grant?.by), awarded_at = \(scholarship.grant?.at),
                registration_id = \(scholarship.registration), version = \(saved.version)
            WHERE id = \(scholarship.id) AND version = \(scholarship.version)
            """)
        return saved
    }

    /// Records the registration that uses an award, which counts once (E5).
    func use(_ id: ScholarshipID, for registration: RegistrationID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            "UPDATE scholarship SET registration_id = \(registration), version = version + 1 WHERE id = \(id)")
    }
}
