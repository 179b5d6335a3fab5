import AccountsDomain
import JSONSchema
import Messaging
import Postgres
import Primitives
import Security

/// A code that was mailed: good once, for its purpose, until its time. The table has its digest only.
struct OneTimeCode: Sendable {
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

    let purpose: Purpose
    let personID: PersonID?
    let content: JSON
}

extension AccountsStore {
    /// Keeps a new code; the text to mail.
    func addCode(_ code: OneTimeCode, at now: Instant, _ unit: UnitOfWork) -> String {
        let text = randomToken()
        unit.sql.enqueue(
            """
            INSERT INTO one_time_code (digest, purpose, person_id, content, expires_at)
            VALUES (\(digest(text)), \(code.purpose), \(code.personID), \(code.content),
                \(now.adding(seconds: code.purpose.lifetimeSeconds)))
            """)
        return text
    }

    /// Takes the code out of the table: of two uses at once one finds it.
    func takeCode(
        _ text: String, for purposes: [OneTimeCode.Purpose], at now: Instant, _ unit: UnitOfWork
    ) async throws -> OneTimeCode? {
        try await unit.sql.query(
            """
            DELETE FROM one_time_code
            WHERE digest = \(digest(text)) AND purpose = ANY (\(purposes.map(\.rawValue))) AND expires_at > \(now)
            RETURNING purpose, person_id, content
            """
        ).first.map { row in
            let (purpose, person, content) = try row.decode((OneTimeCode.Purpose, PersonID?, JSON).self)
            return OneTimeCode(purpose: purpose, personID: person, content: content)
        }
    }

    /// The login of that address: whose it is.
    func owner(of email: EmailAddress, _ unit: UnitOfWork) async throws -> PersonID? {
        try await unit.sql.query("SELECT person_id FROM account WHERE email_key = \(email.key)").first
            .map { try $0.value(at: 0) }
    }
}
