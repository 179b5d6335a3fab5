import Configuration
import Contracts
import DomainClock
import HTTP
import JSONSchema
import JSONTree
import Observability
import Postgres
import Primitives
import Security
import ServiceKit
import TestSupport
import Testing
import Web

@Suite("The development clock")
struct DevelopmentClockTests {
    static let definition = ServiceDefinition(name: .certification, defaultPort: 8083, migrations: []) { _ in
        ServiceParts()
    }

    func start(
        _ settings: [String: String], on database: PostgresConfiguration? = nil
    ) async throws -> (service: Service, database: PostgresConfiguration, key: Ed25519Key) {
        let definition = Self.definition
        let environment = ["CERTIFICATION_HTTP_PORT": "0"].merging(settings) { $1 }
        let configuration = try ConfigurationReader(
            definition.name, keys: definition.allKeys, environment: environment
        ).read()
        var options = Service.Options()
        var settings = database
        if settings == nil {
            settings = try await PostgresFixture.database(
                schema: definition.name.schemaName, migrations: definition.allMigrations)
        }
        let fresh = try #require(settings)
        options.database = fresh
        options.usesKafka = false
        let service = try await Service.start(definition, configuration, log: .silent, options: options)
        let key = Ed25519Key.generate()
        try await service.context.database.execute(
            """
            INSERT INTO signing_key VALUES (\(key.kid), \(key.publicKey.bytes), '2000-01-01Z', '2100-01-01Z')
            """)
        return (service, fresh, key)
    }

    func put(_ time: String, _ service: Service, _ key: Ed25519Key, roles: [String] = ["admin"]) async throws
        -> (status: Int, json: JSON)
    {
        let now = service.context.clock.now
        let claims = TokenClaims(
            issuer: "http://127.0.0.1:8081", subject: PersonID.new().description, tokenID: "t", issuedAt: now,
            expiresAt: now.adding(seconds: 60), roles: roles)
        let request = try HTTPRequest(
            .put, "/v1/development/clock",
            headers: ["Authorization": "Bearer \(JWT.sign(claims, with: key))", "Content-Type": "application/json"],
            body: Array(#"{"now":"\#(time)"}"#.utf8))
        let response = await service.application.handle(request)
        guard case .bytes(let bytes) = response.body else { return (response.status, .null) }
        return (response.status, try JSON.parse(bytes))
    }

    func near(_ clock: DomainClock, _ time: String) -> Bool {
        guard let instant = Instant(time) else { return false }
        return (0..<30).contains(instant.seconds(until: clock.now))
    }

    @Test("starts where it is told, moves forward only, and goes on after a restart")
    func life() async throws {
        let (service, database, key) = try await start(["MUSTER_CLOCK": "2026-03-01T00:00:00Z"])
        #expect(near(service.context.clock, "2026-03-01T00:00:00Z"))
        let moved = try await put("2027-05-05T05:05:05Z", service, key)
        #expect(moved.status == 200)
        #expect(moved.json == ["now": "2027-05-05T05:05:05Z"])
        #expect(near(service.context.clock, "2027-05-05T05:05:05Z"))
        let back = try await put("2027-05-05T00:00:00Z", service, key)
        #expect(back.status == 409)
        #expect(back.json["code"] == "clockBackwards")
        #expect(try await put("2028-01-01T00:00:00Z", service, key, roles: ["staff"]).status == 403)
        #expect(try await put("tomorrow", service, key).status == 422)

        // A second replica that only knows the database.
        let (replica, _, replicaKey) = try await start([:], on: database)
        #expect(near(replica.context.clock, "2027-05-05T05:05:05Z"))
        #expect(try await put("2028-01-01T00:00:00Z", replica, replicaKey).status == 200)
        var isThere = false
        for _ in 0..<80 where !isThere {
            try await Task.sleep(for: .milliseconds(25))
            isThere = near(service.context.clock, "2028-01-01T00:00:00Z")
        }
        #expect(isThere)
        await replica.stop()
        await service.stop()

        let (restarted, _, _) = try await start(["MUSTER_CLOCK": "2026-03-01T00:00:00Z"], on: database)
        #expect(near(restarted.context.clock, "2028-01-01T00:00:00Z"))
        await restarted.stop()
    }

    @Test("does not exist in production, whatever the database says")
    func production() async throws {
        let (service, database, key) = try await start(["MUSTER_CLOCK": "2036-03-01T00:00:00Z"])
        await service.stop()
        let (strict, _, _) = try await start(
            [
                "MUSTER_ENVIRONMENT": "production", "DATABASE_URL": "postgresql:///muster",
                "KAFKA_BOOTSTRAP_SERVERS": "broker:9092", "MUSTER_TOKEN_ISSUER": "https://accounts.muster.example",
            ], on: database)
        #expect(abs(strict.context.clock.now.seconds(until: .now)) < 5)
        #expect(try await put("2040-01-01T00:00:00Z", strict, key).status == 404)
        await strict.stop()
    }
}
