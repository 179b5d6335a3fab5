import AccountsDomain
import Contracts
import Messaging
import Postgres
import Primitives
import Security

/// Who signs in: a login with the person that it opens today, after merges.
struct Login: Sendable {
    let personID: PersonID
    let passwordHash: String?
    let roles: [String]
    let coordinatorOf: [AgencyID]
}

extension AccountsStore {
    /// Resolves merges: a login of a merged-away person opens the surviving one.
    private static let survivors: Query = """
        WITH RECURSIVE chain AS (
            SELECT a.person_id AS login, p.id, p.merged_into, p.roles, p.coordinator_of, a.password_hash, 0 AS step
            FROM account a JOIN person p ON p.id = a.person_id
        """

    func login(email: EmailAddress) async throws -> Login? {
        try await database.query(logins(where: "a.email_key = \(email.key)")).first.map(login)
    }

    func login(person: PersonID, _ unit: UnitOfWork) async throws -> Login? {
        try await unit.sql.query(logins(where: "a.person_id = \(person)")).first.map(login)
    }

    private func logins(where condition: Query) -> Query {
        """
        \(Self.survivors) WHERE \(condition)
            UNION ALL
            SELECT c.login, p.id, p.merged_into, p.roles, p.coordinator_of, c.password_hash, c.step + 1
            FROM chain c JOIN person p ON p.id = c.merged_into WHERE c.step < 100
        )
        SELECT id, password_hash, roles, coordinator_of FROM chain WHERE merged_into IS NULL LIMIT 1
        """
    }

    private func login(_ row: Row) throws -> Login {
        let (id, hash, roles, agencies) = try row.decode((PersonID, String?, [String], [AgencyID]).self)
        return Login(personID: id, passwordHash: hash, roles: roles, coordinatorOf: agencies)
    }

    func setPasswordHash(_ hash: String, email: EmailAddress) async throws {
        try await database.execute("UPDATE account SET password_hash = \(hash) WHERE email_key = \(email.key)")
    }

    // MARK: Failed tries, for names that exist and for those that do not

    /// Seconds until the next try is heard; 0 when it may go on. Real time.
    func signInDelay(of email: EmailAddress) async throws -> Int {
        let rows = try await database.query(
            """
            SELECT ceil(extract(epoch FROM blocked_until - now()))::bigint FROM failed_sign_in
            WHERE name_digest = \(digest(of: email)) AND blocked_until > now()
            """)
        return try rows.first.map { try $0.value(at: 0) } ?? 0
    }

    /// Counts a failure; a day without one forgets those before.
    func signInFailed(_ email: EmailAddress, throttle: LoginThrottle) async throws {
        let rows = try await database.query(
            """
            INSERT INTO failed_sign_in AS f (name_digest, failures, blocked_until)
            VALUES (\(digest(of: email)), 1, now())
            ON CONFLICT (name_digest) DO UPDATE SET
                failures = CASE WHEN f.last_at < now() - interval '1 day' THEN 1 ELSE f.failures + 1 END, last_at = now()
            RETURNING failures
            """)
        let delay = throttle.delay(afterFailures: try rows.first.map { try $0.value(at: 0) } ?? 0)
        guard delay > 0 else { return }
        try await database.execute(
            """
            UPDATE failed_sign_in SET blocked_until = now() + \(delay)::bigint * interval '1 second'
            WHERE name_digest = \(digest(of: email))
            """)
    }

    func signInSucceeded(_ email: EmailAddress) async throws {
        try await database.execute("DELETE FROM failed_sign_in WHERE name_digest = \(digest(of: email))")
    }

    private func digest(of email: EmailAddress) -> [UInt8] { sha256(Array(email.key.utf8)) }

    // MARK: Challenges

    /// Marks a solved challenge as used; false when it was.
    func use(challenge: String, expiresAt: Instant) async throws -> Bool {
        try await database.execute(
            """
            INSERT INTO used_challenge (challenge, expires_at) VALUES (\(challenge), \(expiresAt))
            ON CONFLICT DO NOTHING
            """) == 1
    }
}
