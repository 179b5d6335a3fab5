import Mail
import Messaging
import Postgres
import Security
import TokenKeys

/// What the service's subjects are built from. One value a process.
struct AccountsParts: Sendable {
    let database: PostgresClient
    let journal: Journal
    let policies: Policies
    let settings: AccountsConfig
    let mail: MailOutbox
    let hasher: PasswordHasher
    let keys: SigningKeys
    /// Publishes revocations, and verifies tokens.
    let tokens: KeyStore
    /// Signs the proofs of work.
    let challengeKey: SharedSecret
}
