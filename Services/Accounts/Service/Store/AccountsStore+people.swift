import AccountsDomain
import Messaging
import Postgres
import Primitives

extension AccountsStore {
    /// People whose name or address holds the text; at most `limit + 1`, in the order of their ids.
    func people(matching text: String?, after: PersonID?, limit: Int) async throws -> [Stored] {
        let pattern = text.map(likePattern)
        let ids = try await database.query(
            """
            SELECT p.id FROM person p JOIN account a ON a.person_id = p.id
            WHERE (\(pattern)::text IS NULL
                    OR lower(p.given_name || ' ' || p.family_name || ' ' || a.email_key) LIKE '%' || \(pattern) || '%')
                AND (\(after)::uuid IS NULL OR p.id > \(after))
            ORDER BY p.id LIMIT \(limit + 1)
            """
        ).map { try $0.value(at: 0, as: PersonID.self) }
        return try await people(ids)
    }

    /// The person and everybody merged into it: what they were and did counts as the person's own.
    func united(_ id: PersonID) async throws -> [Stored] {
        let ids = try await database.query(
            """
            WITH RECURSIVE chain AS (
                SELECT \(id)::uuid AS id, 0 AS step
                UNION ALL
                SELECT p.id, c.step + 1 FROM person p JOIN chain c ON p.merged_into = c.id WHERE c.step < 100
            )
            SELECT id FROM chain
            """
        ).map { try $0.value(at: 0, as: PersonID.self) }
        return try await people(ids)
    }

    /// Each person's merge, up from one of them to the end of the chain.
    func mergedInto(from id: PersonID, _ unit: UnitOfWork) async throws -> [PersonID: PersonID] {
        let rows = try await unit.sql.query(
            """
            WITH RECURSIVE chain AS (
                SELECT id, merged_into, 0 AS step FROM person WHERE id = \(id)
                UNION ALL
                SELECT p.id, p.merged_into, c.step + 1 FROM person p JOIN chain c ON p.id = c.merged_into
                WHERE c.step < 100
            )
            SELECT id, merged_into FROM chain WHERE merged_into IS NOT NULL
            """)
        return Dictionary(try rows.map { try $0.decode((PersonID, PersonID).self) }) { first, _ in first }
    }

    /// Who answers for the person today; the person itself when nothing was merged.
    func survivor(of id: PersonID, _ unit: UnitOfWork) async throws -> PersonID {
        Merge.survivor(of: id, into: try await mergedInto(from: id, unit))
    }

    /// Whether the person is the only administrator left; locks them all, so that two cannot go at once.
    func isLastAdministrator(_ id: PersonID, _ unit: UnitOfWork) async throws -> Bool {
        let admins = try await unit.sql.query(
            "SELECT id FROM person WHERE 'admin' = ANY (roles) AND merged_into IS NULL ORDER BY id FOR UPDATE"
        ).map { try $0.value(at: 0, as: PersonID.self) }
        return admins == [id]
    }

    func hasAdministrator() async throws -> Bool {
        try await !database.query("SELECT 1 FROM person WHERE 'admin' = ANY (roles) AND merged_into IS NULL LIMIT 1")
            .isEmpty
    }

    /// Whose assignment it is.
    func owner(of assignment: AssignmentID, _ unit: UnitOfWork) async throws -> (person: PersonID, agency: AgencyID)? {
        try await unit.sql.query("SELECT person_id, agency_id FROM assignment WHERE id = \(assignment)").first
            .map { try $0.decode((PersonID, AgencyID).self) }
    }

    func owner(of membership: MembershipID, _ unit: UnitOfWork) async throws -> PersonID? {
        try await unit.sql.query("SELECT person_id FROM membership WHERE id = \(membership)").first
            .map { try $0.value(at: 0) }
    }

    func owner(of membership: MembershipID) async throws -> PersonID? {
        try await database.query("SELECT person_id FROM membership WHERE id = \(membership)").first
            .map { try $0.value(at: 0) }
    }

    /// Who holds the active term that a registration brought (B4).
    func holder(of registration: RegistrationID, _ unit: UnitOfWork) async throws -> PersonID? {
        try await unit.sql.query(
            "SELECT person_id FROM membership WHERE registration_id = \(registration) AND status = 'active'"
        ).first.map { try $0.value(at: 0) }
    }

    func owner(of hold: StandingHoldID, _ unit: UnitOfWork) async throws -> PersonID? {
        try await unit.sql.query("SELECT person_id FROM standing_hold WHERE id = \(hold)").first
            .map { try $0.value(at: 0) }
    }

    func addPayment(
        of membership: MembershipID, method: String, amount: Money, reference: String?, by: PersonID, at now: Instant,
        _ unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            INSERT INTO membership_payment (id, membership_id, method, amount, reference, recorded_by, recorded_at)
            VALUES (\(PaymentID.new()), \(membership), \(method), \(amount), \(reference), \(by), \(now))
            """)
    }
}
