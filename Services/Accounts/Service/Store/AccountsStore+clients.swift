import FoundationEssentials
import Messaging
import Postgres
import Primitives
import Security

/// A program with credentials of its own: its roles are what its tokens say.
struct OAuthClient: Sendable {
    let id: UUID
    let name: String
    let secretDigest: [UInt8]
    let roles: [String]
}

extension AccountsStore {
    func client(_ id: UUID) async throws -> OAuthClient? {
        try await database.query("SELECT id, name, secret_digest, roles FROM oauth_client WHERE id = \(id)").first
            .map { row in
                let (id, name, digest, roles) = try row.decode((UUID, String, [UInt8], [String]).self)
                return OAuthClient(id: id, name: name, secretDigest: digest, roles: roles)
            }
    }

    func add(_ client: OAuthClient, at now: Instant, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO oauth_client (id, name, secret_digest, roles, created_at)
            VALUES (\(client.id), \(client.name), \(client.secretDigest), \(client.roles), \(now))
            """)
    }
}
