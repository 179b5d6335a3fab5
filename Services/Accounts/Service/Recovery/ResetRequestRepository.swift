import AccountsDomain
import Messaging
import Postgres
import Primitives

/// An account for which a new password was requested.
struct ResetRequest: Sendable {
    /// Nil when no account has the address.
    var owner: PersonID?
    var email: EmailAddress?
}

/// The table of requests for new passwords, for known and unknown e-mail addresses.
struct ResetRequestRepository: Sendable {
    private static let requests = Columns<ResetRequest>("a.person_id, a.email") { row in
        let (owner, email): (PersonID?, String?) = (try row.next(), try row.next())
        return ResetRequest(owner: owner, email: email.flatMap(EmailAddress.init))
    }

    /// Inserts a request. One that waits for its mail already stays as it is.
    func insert(_ email: EmailAddress, at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            "INSERT INTO reset_request (email_key, asked_at) VALUES (\(email.key), \(now)) ON CONFLICT DO NOTHING")
    }

    /// Deletes up to 100 requests and returns them, without those that another replica has locked.
    func removeNext(in unit: UnitOfWork) async throws -> [ResetRequest] {
        try await unit.sql.read(
            .all(
                Self.requests,
                """
                WITH removed AS (
                    DELETE FROM reset_request WHERE email_key IN (
                        SELECT email_key FROM reset_request ORDER BY email_key LIMIT 100 FOR UPDATE SKIP LOCKED)
                    RETURNING email_key
                )
                SELECT \(Self.requests) FROM removed r LEFT JOIN account a ON a.email_key = r.email_key
                """))
    }
}
