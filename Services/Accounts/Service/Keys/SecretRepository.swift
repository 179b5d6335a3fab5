import Postgres

/// The table of secrets that the replicas share.
struct SecretRepository: Sendable {
    let database: PostgresClient

    /// Inserts a secret unless there is one with this name, and returns the stored one.
    func insertOrFind(_ name: String, _ content: [UInt8]) async throws -> [UInt8] {
        try await database.execute(
            "INSERT INTO suite_secret (name, content) VALUES (\(name), \(content)) ON CONFLICT DO NOTHING")
        return try await database.read(
            .scalar([UInt8].self, "SELECT content FROM suite_secret WHERE name = \(name)"))
    }
}
