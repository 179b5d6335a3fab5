import AccountsDomain
import JSONTree
import Mail
import Messaging
import Primitives

/// The mails of the service. The raw value is the name of the template.
enum AccountsMail: String, CaseIterable {
    case verification
    /// A request for an account with an e-mail address that has one (A4).
    case alreadyRegistered = "already-registered"
    case passwordReset = "password-reset"
    case emailChange = "email-change"
    /// A code that the office gave (A6).
    case recovery

    var kind: MailKind {
        switch self {
        case .verification, .passwordReset, .emailChange: MailKind(rawValue, required: ["token"], optional: ["link"])
        case .alreadyRegistered: MailKind(rawValue, optional: ["link"])
        case .recovery: MailKind(rawValue)
        }
    }

    /// The page of the association's site that the mail links to.
    var page: String? {
        switch self {
        case .verification, .emailChange: "verify"
        case .passwordReset: "password-reset/confirm"
        case .alreadyRegistered: "password-reset"
        case .recovery: nil
        }
    }

    /// The lifetime of its code, in seconds; nil when it has none.
    var codeLifetime: Int? {
        switch self {
        case .verification: OneTimeCode.Purpose.signUp.lifetimeSeconds
        case .emailChange: OneTimeCode.Purpose.emailChange.lifetimeSeconds
        case .passwordReset: OneTimeCode.Purpose.passwordReset.lifetimeSeconds
        case .alreadyRegistered, .recovery: nil
        }
    }

    /// Makes a new message.
    ///
    /// - Parameter token: The code in it, which is in the outbox until the mail is sent.
    func message(to email: EmailAddress, token: String? = nil) -> NewMail {
        NewMail(
            rawValue, about: Identifier<AccountsMail>.new().uuid, to: .mailbox(Mailbox(address: email.text)),
            content: token.map { ["token": .string($0)] } ?? [:])
    }

    static let kinds = allCases.map(\.kind)

    /// The templates that ship with the service, from the files beside this one.
    static let shipped: [String: [UInt8]] = [
        verification.rawValue: PackageResources.verification_mail,
        alreadyRegistered.rawValue: PackageResources.already_registered_mail,
        passwordReset.rawValue: PackageResources.password_reset_mail,
        emailChange.rawValue: PackageResources.email_change_mail,
        recovery.rawValue: PackageResources.recovery_mail,
    ]

    /// Composes a message when it is sent.
    ///
    /// - Parameter site: The site that its links lead to; nil for no links.
    static func compose(_ row: MailRow, site: String?, at now: Instant) -> MailComposition {
        guard let mailbox = row.mailbox, let mail = AccountsMail(rawValue: row.kind) else {
            return .drop("it is not a mail of accounts")
        }
        if let lifetime = mail.codeLifetime, row.writtenAt.adding(seconds: lifetime) <= now {
            return .drop("its code has expired")
        }
        var fields = row.content.object?.compactMapValues(\.string) ?? [:]
        let token = fields["token"]
        if let site, let page = mail.page { fields["link"] = "\(site)/\(page)" + (token.map { "?token=\($0)" } ?? "") }
        return .send(to: mailbox, fields: fields)
    }
}

extension MailOutbox {
    /// Enqueues a mail, which is sent once the transaction is committed.
    func enqueue(
        _ mail: AccountsMail, to email: EmailAddress, token: String? = nil, at now: Instant, in unit: UnitOfWork
    ) {
        write([mail.message(to: email, token: token)], at: now, in: unit)
    }
}
