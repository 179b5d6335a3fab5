import Postgres
import Security
import Synchronization

/// A secret that all replicas of accounts share: the operator's, or else one that the first of them puts in the database.
/// Read once.
final class SharedSecret: Sendable {
    private let name: String
    private let database: PostgresClient
    private let known: Mutex<SecretBytes?>

    /// - Parameter given: what the operator set; then the database is not asked.
    init(_ name: String, database: PostgresClient, given: SecretBytes? = nil) {
        self.name = name
        self.database = database
        known = Mutex(given)
    }

    func bytes() async throws -> SecretBytes {
        if let known = known.withLock({ $0 }) { return known }
        try await database.execute(
            "INSERT INTO suite_secret (name, content) VALUES (\(name), \(randomBytes(32))) ON CONFLICT DO NOTHING")
        let rows = try await database.query("SELECT content FROM suite_secret WHERE name = \(name)")
        guard let row = rows.first else { throw PostgresError(.decoding, "the secret \(name) is gone") }
        let secret = SecretBytes(try row.value(at: 0, as: [UInt8].self))
        known.withLock { $0 = secret }
        return secret
    }
}
