import Configuration
import Contracts
package import DomainClock
import Foundation
package import HTTP
import JSONSchema
package import JSONTree
package import Observability
package import Postgres
package import Primitives
package import Security
package import ServiceKit
import TokenKeys
package import UseCases
import Web

/// A whole service in the test's process, on a fresh database, with a signing key of the test's own: tokens of any roles,
/// and requests through the real application without a socket.
package final class ServiceFixture: Sendable {
    package let service: Service
    package let clock: DomainClock
    private let key: Ed25519Key
    private let issuer: String

    private init(_ service: Service, _ clock: DomainClock, _ key: Ed25519Key, _ issuer: String) {
        self.service = service
        self.clock = clock
        self.key = key
        self.issuer = issuer
    }

    package var context: ServiceContext { service.context }
    package var database: PostgresClient { service.context.database }

    /// - Parameters:
    ///   - settings: environment variables beside those that the fixture sets.
    ///   - at: where the domain clock stands still until `clock.move(to:)`; nil for real time.
    ///   - kafka: bootstrap servers, for services that shall publish and listen.
    package static func start(
        _ definition: ServiceDefinition, settings: [String: String] = [:], at instant: Instant? = nil,
        kafka: String? = nil, topicPrefix: String = "", log: Log = .silent
    ) async throws -> ServiceFixture {
        let schema = definition.name.schemaName
        var environment = [
            "\(definition.name.environmentPrefix)HTTP_PORT": "0", "MUSTER_RATE_LIMITS": "off",
            "MUSTER_SHUTDOWN_TIMEOUT": "5s", "MAIL_SPOOL": NSTemporaryDirectory() + "muster-mail-\(UUID().uuidString)",
        ]
        if let kafka { environment["KAFKA_BOOTSTRAP_SERVERS"] = kafka }
        environment.merge(settings) { $1 }
        let configuration = try ConfigurationReader(
            definition.name, keys: definition.allKeys, environment: environment
        ).read()
        let clock = instant.map { DomainClock.standing(at: $0) } ?? DomainClock()
        var options = Service.Options()
        options.database = try await PostgresFixture.database(schema: schema, migrations: definition.allMigrations)
        options.clock = clock
        options.usesKafka = kafka != nil
        options.topicPrefix = topicPrefix
        let service = try await Service.start(definition, configuration, log: log, options: options)
        let key = Ed25519Key.generate()
        // One that only this test knows, as if it had come on the keys topic.
        try await service.context.database.execute(
            """
            INSERT INTO signing_key (kid, public_key, not_before, not_after) VALUES
                (\(key.kid), \(key.publicKey.bytes), '2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z')
            """)
        try await service.context.tokens.refresh()
        return ServiceFixture(service, clock, key, configuration.string("MUSTER_TOKEN_ISSUER"))
    }

    package func stop() async {
        await service.stop(within: .seconds(5))
    }

    /// A valid access token, for an hour of the domain clock.
    package func token(
        _ roles: Role..., person: PersonID = .new(), coordinatorOf: [AgencyID] = [], kind: TokenClaims.Kind = .person
    ) -> String {
        let now = clock.now
        let claims = TokenClaims(
            issuer: issuer, subject: person.description, tokenID: randomToken(bytes: 12), issuedAt: now,
            expiresAt: now.adding(seconds: 3600), roles: roles.map(\.rawValue),
            coordinatorOf: coordinatorOf.map(\.description), kind: kind)
        return JWT.sign(claims, with: key)
    }

    /// A request as it would come by HTTP.
    package func call(
        _ method: HTTPMethod, _ target: String, _ body: JSON? = nil, token: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        var headers = headers
        if let token { headers["Authorization"] = "Bearer \(token)" }
        if body != nil { headers["Content-Type"] = "application/json" }
        return try await call(method, target, bytes: body?.serialised() ?? [], headers: headers)
    }

    package func call(
        _ method: HTTPMethod, _ target: String, bytes: [UInt8], headers: HTTPHeaders
    ) async throws -> Reply {
        let request = try HTTPRequest(method, target, headers: headers, body: bytes)
        return Reply(await service.application.handle(request))
    }

    /// The service's facts in its journal, oldest first, by the last words of their types: `certificate.issued`.
    package func facts() async throws -> [String] {
        try await database.query(
            "SELECT type FROM outbox WHERE topic = \(Topic.facts(of: context.service).name) ORDER BY id"
        ).map { row in
            let type: String = try row.value(at: 0)
            return type.split(separator: ".").dropFirst(3).dropLast().joined(separator: ".")
        }
    }
}
