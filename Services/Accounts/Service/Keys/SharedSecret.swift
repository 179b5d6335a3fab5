import Postgres
import Security
import Synchronization

/// A secret that all replicas share: the one of the configuration, or one that the first replica stores in the
/// database. It is read once.
final class SharedSecret: Sendable {
    private let name: String
    private let secrets: SecretRepository
    private let known: Mutex<SecretBytes?>

    /// - Parameter given: The secret of the configuration, with which the database is not read.
    init(_ name: String, database: PostgresClient, given: SecretBytes? = nil) {
        self.name = name
        secrets = SecretRepository(database: database)
        known = Mutex(given)
    }

    func bytes() async throws -> SecretBytes {
        if let known = known.withLock({ $0 }) { return known }
        let secret = SecretBytes(try await secrets.insertOrFind(name, randomBytes(32)))
        known.withLock { $0 = secret }
        return secret
    }
}
