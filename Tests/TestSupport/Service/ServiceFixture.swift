import Configuration
import Contracts
import DomainClock
import Foundation
import HTTP
package import Observability
package import Postgres
package import Primitives
import Security
import TokenKeys
package import Web

@testable package import ServiceKit

/// A service in the test's process on a database of its own, with a signing key that only the test knows.
///
/// `make` puts the service together as `serve` does and runs nothing: the test sends requests to the application
/// without a socket, runs jobs by name and delivers what other services publish. `start` runs all of it: HTTP, jobs
/// and, where there is a broker, relay and consumer. What a test does with either is in `FixtureLayer`.
package final class ServiceFixture: FixtureLayer {
    package typealias Build = @Sendable (ServiceContext) async throws -> ServiceParts

    package let context: ServiceContext
    package let parts: ServiceParts
    package let application: WebApplication
    /// The running service; nil after `make`.
    package let service: Service?
    let key: Ed25519Key
    let delivery: TopicDelivery
    private let build: Build

    package var base: ServiceFixture { self }

    private init(
        _ context: ServiceContext, _ parts: ServiceParts, _ application: WebApplication, _ key: Ed25519Key,
        service: Service? = nil, build: @escaping Build
    ) {
        self.context = context
        self.parts = parts
        self.application = application
        self.service = service
        self.key = key
        self.build = build
        delivery = TopicDelivery(context, parts)
    }

    /// A service of which nothing runs by itself. It needs no stop.
    ///
    /// - Parameters:
    ///   - time: where the domain clock stands until the test moves it.
    ///   - settings: environment variables beside those that the fixture sets; secrets by their own name.
    ///   - change: changes the settings of the database: the pool's size, time limits.
    ///   - build: builds the parts instead of the definition.
    package static func make(
        _ definition: ServiceDefinition, at time: Instant, settings: [String: String] = [:], log: Log = .silent,
        database change: (inout PostgresConfiguration) -> Void = { _ in }, build: Build? = nil
    ) async throws -> ServiceFixture {
        var database = try await database(of: definition)
        change(&database)
        let context = try ServiceContext.make(
            definition, try configuration(of: definition, settings), log: log, database: database,
            clock: .standing(at: time))
        let key = try await addKey(to: context)
        let fixture = try await assemble(context, key, build ?? definition.build)
        for load in fixture.parts.load { try await load() }
        return fixture
    }

    /// A running service.
    ///
    /// - Parameters:
    ///   - time: where the domain clock stands until the test moves it; nil for real time.
    ///   - kafka: bootstrap servers; without them the service neither publishes nor listens.
    package static func start(
        _ definition: ServiceDefinition, settings: [String: String] = [:], at time: Instant? = nil,
        kafka: String? = nil, topicPrefix: String = "", log: Log = .silent
    ) async throws -> ServiceFixture {
        var settings = settings
        if let kafka { settings["KAFKA_BOOTSTRAP_SERVERS"] = kafka }
        var options = Service.Options()
        options.database = try await database(of: definition)
        options.clock = time.map { .standing(at: $0) } ?? DomainClock()
        options.usesKafka = kafka != nil
        options.topicPrefix = topicPrefix
        let service = try await Service.start(
            definition, try configuration(of: definition, settings), log: log, options: options)
        let key = try await addKey(to: service.context)
        return ServiceFixture(
            service.context, service.parts, service.application, key, service: service, build: definition.build)
    }

    /// Another process of the service over the same database and clock, of which nothing runs by itself.
    ///
    /// - Parameter port: of a way to the database over TCP, such as a `WireCutter`'s; one connection is made.
    package func replica(overPort port: Int? = nil) async throws -> ServiceFixture {
        var database = context.databaseConfiguration
        if let port {
            database = try PostgresConfiguration(
                url: "postgres://postgres@127.0.0.1:\(port)/\(database.database ?? "")?sslmode=disable")
            database.schema = context.databaseConfiguration.schema
            database.poolSize = 1
        }
        let other = try ServiceContext.make(
            context.definition, context.configuration, log: context.log, database: database, clock: context.clock)
        return try await Self.assemble(other, key, build)
    }

    /// Whether mails stay in `MUSTER_TEST_MAIL_FOLDER` after the tests.
    package static let keepsMail = ProcessInfo.processInfo.environment["MUSTER_TEST_MAIL_FOLDER"] != nil

    private static let mailFolder =
        ProcessInfo.processInfo.environment["MUSTER_TEST_MAIL_FOLDER"] ?? NSTemporaryDirectory()

    package func stop() async {
        await service?.stop(within: .seconds(5))
    }

    private static func assemble(
        _ context: ServiceContext, _ key: Ed25519Key, _ build: @escaping Build
    ) async throws -> ServiceFixture {
        let parts = try await build(context)
        let readiness = Readiness(StandardChecks.all(context) + parts.readiness, context.metrics)
        return ServiceFixture(context, parts, try context.application(parts, readiness), key, build: build)
    }

    private static func database(of definition: ServiceDefinition) async throws -> PostgresConfiguration {
        try await PostgresFixture.database(schema: definition.name.schemaName, migrations: definition.allMigrations)
    }

    private static func configuration(
        of definition: ServiceDefinition, _ settings: [String: String]
    ) throws -> Configuration {
        var environment = [
            "\(definition.name.environmentPrefix)HTTP_PORT": "0", "MUSTER_RATE_LIMITS": "off",
            "MUSTER_SHUTDOWN_TIMEOUT": "5s", "MAIL_SPOOL": "\(mailFolder)/muster-mail-\(UUID().uuidString)",
        ]
        environment.merge(settings) { $1 }
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-secrets-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for key in definition.allKeys {
            guard case .secret = key.kind, let secret = environment.removeValue(forKey: key.name) else { continue }
            // A service reads its secrets from files, and at once.
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appending(path: key.name)
            try Data(secret.utf8).write(to: file)
            environment["\(key.name)_FILE"] = file.path
        }
        return try ConfigurationReader(definition.name, keys: definition.allKeys, environment: environment).read()
    }

    /// Adds a key that only this test knows, as if it had come on the keys topic.
    private static func addKey(to context: ServiceContext) async throws -> Ed25519Key {
        let key = Ed25519Key.generate()
        try await context.database.execute(
            """
            INSERT INTO signing_key (kid, public_key, not_before, not_after) VALUES
                (\(key.kid), \(key.publicKey.bytes), '2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z')
            """)
        try await context.tokens.refresh()
        return key
    }
}
