import AccountsDomain
import Messaging
import Postgres
import Primitives
import Security
import ServiceKit

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
    /// Tells the spool that a mail waits.
    let mailWritten: @Sendable () -> Void
    let throttle = LoginThrottle()

    var endpoints: [Endpoint] {
        signUpEndpoints + passwordEndpoints + tokenEndpoints + wellKnownEndpoints + meEndpoints + assignmentEndpoints
            + membershipEndpoints + peopleEndpoints + recoveryEndpoints + holdEndpoints + mergeEndpoints
            + agencyEndpoints
            + importEndpoints + officeEndpoints
    }

    /// Writes a mail in the unit's transaction and wakes the spool with its commit.
    func send(_ mail: Mail, at now: Instant, _ unit: UnitOfWork) {
        mail.write(at: now, unit)
        unit.sql.onCommit(mailWritten)
    }

    /// The caller as a person; a program with its own credentials is none.
    func caller(_ call: Call) throws -> PersonID {
        let principal = try call.signedIn()
        guard !principal.isClient else { throw Problem.forbidden("A program has no account of a person.") }
        return principal.personID
    }
}
