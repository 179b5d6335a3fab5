import AccountsDomain
import Mail
import Messaging
import Postgres
import Primitives
import Security
import UseCases
import Web

/// The routes of accounts, each beside its rules in `AccountsAPI+<subject>.swift`; a value, made once at start.
struct AccountsAPI: Sendable {
    let store: AccountsStore
    let journal: Journal
    let hasher: PasswordHasher
    let keys: SigningKeys
    let issuer: TokenIssuer
    let settings: AccountsConfig
    /// Under which proofs of work are signed.
    let challengeKey: SharedSecret
    let outbox: MailOutbox
    let throttle = LoginThrottle()

    var endpoints: [Endpoint] {
        signUpEndpoints + passwordEndpoints + tokenEndpoints + wellKnownEndpoints + meEndpoints + assignmentEndpoints
            + membershipEndpoints + peopleEndpoints + recoveryEndpoints + holdEndpoints + mergeEndpoints
            + agencyEndpoints
            + importEndpoints + officeEndpoints
    }

    /// Writes a mail in the unit's transaction.
    func send(
        _ mail: AccountsMail, to email: EmailAddress, token: String? = nil, at now: Instant, _ unit: UnitOfWork
    ) {
        outbox.write([mail.message(to: email, token: token)], at: now, in: unit)
    }

    /// The caller as a person; a program with its own credentials is none.
    func caller(_ call: Call) throws -> PersonID {
        let principal = try call.signedIn()
        guard !principal.isClient else { throw Problem.forbidden("A program has no account of a person.") }
        return principal.personID
    }
}
