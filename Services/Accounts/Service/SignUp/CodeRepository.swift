import JSONTree
import Messaging
import Postgres
import Primitives
import Security

/// A mailed code, valid once, for its purpose, during its lifetime.
struct OneTimeCode: Sendable, Hashable {
    enum Purpose: String, PostgresCodable {
        case signUp
        case passwordReset
        case emailChange

        var lifetimeSeconds: Int {
            switch self {
            case .signUp, .emailChange: 86_400
            case .passwordReset: 3600
            }
        }
    }

    var purpose: Purpose
    var personID: PersonID?
    var content: JSON = [:]
}

/// The table of one-time codes. It has only the digests of their texts.
struct CodeRepository: Sendable {
    private static let codes = Columns<OneTimeCode>("purpose, person_id, content") { row in
        OneTimeCode(purpose: try row.next(), personID: try row.next(), content: try row.next())
    }

    /// Inserts a new code and returns its text, which is mailed.
    func insert(_ code: OneTimeCode, at now: Instant, in unit: UnitOfWork) -> String {
        let text = randomToken()
        unit.sql.enqueue(
            """
            INSERT INTO one_time_code (digest, purpose, person_id, content, expires_at)
            VALUES (\(tokenDigest(text)), \(code.purpose), \(code.personID), \(code.content),
                \(now.adding(seconds: code.purpose.lifetimeSeconds)))
            """)
        return text
    }

    /// Deletes a valid code and returns it. Of two uses at once only one finds it.
    func redeem(
        _ text: String, for purposes: [OneTimeCode.Purpose], at now: Instant, in unit: UnitOfWork
    ) async throws -> OneTimeCode? {
        try await unit.sql.read(
            .first(
                Self.codes,
                """
                DELETE FROM one_time_code WHERE digest = \(tokenDigest(text))
                    AND purpose = ANY (\(purposes.map(\.rawValue))) AND expires_at > \(now)
                RETURNING \(Self.codes)
                """))
    }

    /// Deletes the codes for a new password of the person and of everybody merged into the person.
    func deletePasswordResets(of person: PersonID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            WITH RECURSIVE chain AS (
                SELECT \(person)::uuid AS id, 0 AS step
                UNION ALL
                SELECT p.id, c.step + 1 FROM person p JOIN chain c ON p.merged_into = c.id WHERE c.step < 100
            )
            DELETE FROM one_time_code WHERE purpose = 'passwordReset' AND person_id IN (SELECT id FROM chain)
            """)
    }

    func deleteExpired(at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue("DELETE FROM one_time_code WHERE expires_at <= \(now)")
    }
}
