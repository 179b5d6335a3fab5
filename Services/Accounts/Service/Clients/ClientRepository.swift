import FoundationEssentials
import Messaging
import Postgres
import Primitives

/// A program with credentials of its own. Its tokens have its roles.
struct OAuthClient: Sendable, Hashable {
    var id: UUID
    var name: String
    var secretDigest: [UInt8]
    var roles: [String]
}

/// The table of programs.
struct ClientRepository: Sendable {
    let database: PostgresClient

    private static let clients = Columns<OAuthClient>("id, name, secret_digest, roles") { row in
        OAuthClient(id: try row.next(), name: try row.next(), secretDigest: try row.next(), roles: try row.next())
    }

    func find(_ id: UUID) async throws -> OAuthClient? {
        try await database.read(.first(Self.clients, "SELECT \(Self.clients) FROM oauth_client WHERE id = \(id)"))
    }

    func insert(_ client: OAuthClient, at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO oauth_client (id, name, secret_digest, roles, created_at)
            VALUES (\(client.id), \(client.name), \(client.secretDigest), \(client.roles), \(now))
            """)
    }
}
