import AccountsDomain
import JSONTree
import Mail
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
    /// Codes for a new password that are open still, of the person and of everybody merged into them.
    func removePasswordCodes(of person: PersonID, _ unit: UnitOfWork) {
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

    /// Notes that somebody wants a new password for that address, known or not. Asking again changes nothing before the
    /// mail is written.
    func askReset(_ email: EmailAddress, at now: Instant, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO reset_request (email_key, asked_at) VALUES (\(email.key), \(now)) ON CONFLICT DO NOTHING
            """)
    }

    /// Writes the mails of the requests whose address is somebody's. Called by the mail job; how many were looked at.
    func answerResets(_ outbox: MailOutbox, at now: Instant, _ unit: UnitOfWork) async throws -> Int {
        let rows = try await unit.sql.query(
            """
            WITH taken AS (
                DELETE FROM reset_request WHERE email_key IN (
                    SELECT email_key FROM reset_request ORDER BY email_key LIMIT 100 FOR UPDATE SKIP LOCKED)
                RETURNING email_key
            )
            SELECT a.person_id, a.email FROM taken t LEFT JOIN account a ON a.email_key = t.email_key
            """)
        var mails: [NewMail] = []
        for row in rows {
            let (owner, text) = try row.decode((PersonID?, String?).self)
            guard let owner, let email = text.flatMap(EmailAddress.init) else { continue }
            let code = addCode(
                OneTimeCode(purpose: .passwordReset, personID: owner, content: [:]), at: now, unit)
            mails.append(AccountsMail.passwordReset.message(to: email, token: code))
        }
        outbox.write(mails, at: now, in: unit)
        return rows.count
    }
}
