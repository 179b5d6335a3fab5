import AccountsDomain
import Messaging
import Postgres
import Primitives

/// A mail to be sent: written in the transaction of what it tells, taken to the spool folder by `MailSpool`.
struct Mail: Sendable {
    let recipient: String
    let subject: String
    let body: String

    func write(at now: Instant, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO mail (id, recipient, subject, body, written_at)
            VALUES (\(Identifier<Mail>.new()), \(recipient), \(subject), \(body), \(now))
            """)
    }
}

extension Mail {
    static func verification(to email: EmailAddress, token: String, site: String) -> Mail {
        Mail(
            recipient: email.text, subject: "Confirm your e-mail address",
            body: """
                Welcome. To open your account, confirm your address within 24 hours:

                \(site)/verify?token=\(token)

                Token: \(token)

                If you did not ask for an account, do nothing: without the link none is made.
                """)
    }

    static func alreadyRegistered(to email: EmailAddress, site: String) -> Mail {
        Mail(
            recipient: email.text, subject: "You already have an account",
            body: """
                Somebody, probably you, asked for an account with this address. You have one already.

                If you forgot your password, ask for a new one: \(site)/password-reset
                """)
    }

    static func passwordReset(to email: EmailAddress, token: String, site: String) -> Mail {
        Mail(
            recipient: email.text, subject: "Set a new password",
            body: """
                To set a new password, use this link within an hour:

                \(site)/password-reset/confirm?token=\(token)

                Token: \(token)

                If you did not ask for it, do nothing: your password stays as it is.
                """)
    }

    static func emailChange(to email: EmailAddress, token: String, site: String) -> Mail {
        Mail(
            recipient: email.text, subject: "Confirm your new e-mail address",
            body: """
                To sign in with this address from now on, confirm it within 24 hours:

                \(site)/verify?token=\(token)

                Token: \(token)
                """)
    }

    static func recovery(to email: EmailAddress) -> Mail {
        Mail(
            recipient: email.text, subject: "The office is helping with your password",
            body: """
                The office gave a code by which your password can be set anew, to somebody who says to be you.

                If that was not you, call the office at once.
                """)
    }
}
