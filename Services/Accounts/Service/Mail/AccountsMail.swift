import AccountsDomain
import JSONTree
import Mail
import Postgres
import Primitives

/// What accounts tells people by mail; the raw value is the template's name.
enum AccountsMail: String, CaseIterable {
    case verification
    /// Somebody asked for an account with an address that has one (A4).
    case alreadyRegistered = "already-registered"
    case passwordReset = "password-reset"
    case emailChange = "email-change"
    /// The office gave a code (A6).
    case recovery

    var kind: MailKind {
        switch self {
        case .verification, .passwordReset, .emailChange: MailKind(rawValue, required: ["token"], optional: ["link"])
        case .alreadyRegistered: MailKind(rawValue, optional: ["link"])
        case .recovery: MailKind(rawValue)
        }
    }

    /// The page of the association's site that the mail leads to.
    var page: String? {
        switch self {
        case .verification, .emailChange: "verify"
        case .passwordReset: "password-reset/confirm"
        case .alreadyRegistered: "password-reset"
        case .recovery: nil
        }
    }

    /// For how long the code in it is good; nil when there is none.
    var codeLifetime: Int? {
        switch self {
        case .verification: OneTimeCode.Purpose.signUp.lifetimeSeconds
        case .emailChange: OneTimeCode.Purpose.emailChange.lifetimeSeconds
        case .passwordReset: OneTimeCode.Purpose.passwordReset.lifetimeSeconds
        case .alreadyRegistered, .recovery: nil
        }
    }

    /// A new message. Each is one of its own: what asked for it happened once.
    ///
    /// - Parameter token: the code that it brings; it is in the outbox until the mail is out.
    func message(to email: EmailAddress, token: String? = nil) -> NewMail {
        NewMail(
            rawValue, about: Identifier<AccountsMail>.new().uuid, to: .mailbox(Mailbox(address: email.text)),
            content: token.map { ["token": .string($0)] } ?? [:])
    }

    static let kinds = allCases.map(\.kind)

    /// The templates that ship, from the files beside this one.
    static let shipped: [String: [UInt8]] = [
        verification.rawValue: PackageResources.verification_mail,
        alreadyRegistered.rawValue: PackageResources.already_registered_mail,
        passwordReset.rawValue: PackageResources.password_reset_mail,
        emailChange.rawValue: PackageResources.email_change_mail,
        recovery.rawValue: PackageResources.recovery_mail,
    ]

    /// What a message says when it is sent.
    ///
    /// - Parameter site: where its links lead; nil for none.
    static func compose(_ row: MailRow, site: String?, at now: Instant) -> MailComposition {
        guard let mailbox = row.mailbox, let mail = AccountsMail(rawValue: row.kind) else {
            return .drop("no mail of accounts")
        }
        if let lifetime = mail.codeLifetime, row.writtenAt.adding(seconds: lifetime) <= now {
            return .drop("its code is good no longer")
        }
        var fields = row.content.object?.compactMapValues(\.string) ?? [:]
        let token = fields["token"]
        if let site, let page = mail.page { fields["link"] = "\(site)/\(page)" + (token.map { "?token=\($0)" } ?? "") }
        return .send(to: mailbox, fields: fields)
    }
}
