import Contracts
import Executors
import Foundation
import HTTP
import JSONSchema
import JSONTree
import Messaging
import Observability
import Postgres
import Primitives
import Security
import ServiceKit
import TokenKeys
import Web

/// The web half of a service as `serve` sets it up, with its key store on a real database, and one route.
///
/// The rate limit is counted as usual but set out of reach.
struct StackServer: Sendable {
    let port: Int
    let token: String
    private let server: HTTPServer
    private let database: PostgresClient

    static func start(_ arguments: Arguments) async throws -> StackServer {
        let database = try await PostgresClient(prepared(arguments))
        let key = Ed25519Key.generate()
        try await database.execute(
            """
            INSERT INTO signing_key (kid, public_key, not_before, not_after) VALUES
                (\(key.kid), \(key.publicKey.bytes), '2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z')
            """)
        let issuer = "http://127.0.0.1:8081"
        let keys = KeyStore(database: database, issuer: issuer)
        try await keys.refresh()
        var configuration = WebConfiguration(title: "Muster benchmark")
        var limits = RateLimits()
        limits.standard = RateLimits.Allowance(perSecond: 1e9, burst: 1e9)
        configuration.rateLimits = limits
        let application = try WebApplication(
            [endpoint], configuration: configuration, tokens: keys, clock: { .now }, log: Log(level: .info),
            metrics: MetricsRegistry())
        let server = HTTPServer(HTTPServerConfiguration(), handler: application.handle)
        let claims = TokenClaims(
            issuer: issuer, subject: PersonID.new().description, tokenID: "benchmark", issuedAt: .now,
            expiresAt: Instant.now.adding(seconds: 3600), roles: ["member"])
        return StackServer(
            port: try server.start(), token: JWT.sign(claims, with: key), server: server, database: database)
    }

    func stop() async {
        await server.stop(deadline: .seconds(2))
        await database.close()
    }

    private static var endpoint: Endpoint {
        .get(
            "/v1/things/{thingId}",
            Operation(
                "One thing", access: .signedIn,
                answers: [
                    .ok(
                        .object(
                            .required("id", .uuid), .required("title", .string()), .required("city", .string()),
                            .required("startsOn", .date), .required("seats", .integer()), .required("isOpen", .boolean))
                    )
                ]
            ) { call in
                _ = try call.signedIn()
                return try .ok(Thing(id: try call.path("thingId")))
            })
    }

    private static func prepared(_ arguments: Arguments) async throws -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(url: arguments.text("database"))
        let connection = try await PostgresConnection.connect(configuration)
        try await connection.execute("DROP DATABASE IF EXISTS muster_benchmark_http WITH (FORCE)")
        try await connection.execute("CREATE DATABASE muster_benchmark_http")
        await connection.close()
        configuration.database = "muster_benchmark_http"
        configuration.schema = "certification"
        let own = try await PostgresConnection.connect(configuration)
        try await Migrator(schema: "certification", migrations: Journal.migrations + KitMigrations.all).apply(on: own)
        await own.close()
        return configuration
    }
}
