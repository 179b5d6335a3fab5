import Configuration
import Contracts
import Observability
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("Jobs of several replicas")
struct CoreJobTests {
    /// Each run leaves a row with the replica's name; a second job fails always.
    func replica(_ name: String, on database: PostgresConfiguration) async throws -> Service {
        let definition = Self.definition(name)
        let configuration = try ConfigurationReader(
            definition.name, keys: definition.allKeys, environment: ["CERTIFICATION_HTTP_PORT": "0"]
        ).read()
        var options = Service.Options()
        options.database = database
        options.usesKafka = false
        return try await Service.start(definition, configuration, log: .silent, options: options)
    }

    static func definition(_ replica: String) -> ServiceDefinition {
        ServiceDefinition(
            name: .certification, defaultPort: 8083,
            migrations: [Migration("1000_run", "CREATE TABLE run (replica text NOT NULL, everywhere boolean NOT NULL)")]
        ) { context in
            ServiceParts(jobs: [
                BackgroundJob("mark", every: .milliseconds(50)) {
                    try await context.database.execute("INSERT INTO run VALUES (\(replica), false)")
                },
                BackgroundJob("mark-everywhere", every: .milliseconds(50), onEveryReplica: true) {
                    try await context.database.execute("INSERT INTO run VALUES (\(replica), true)")
                },
                BackgroundJob("broken", every: .milliseconds(50)) {
                    try await context.database.execute("SELECT 1/0")
                },
            ])
        }
    }

    func replicas(_ service: Service, everywhere: Bool) async throws -> [String] {
        try await service.context.database.query(
            "SELECT DISTINCT replica FROM run WHERE everywhere = \(everywhere) ORDER BY 1"
        ).map { try $0.value("replica") }
    }

    @Test(
        "run on one of them, on the next when it stops, and again after the database hung up", .timeLimit(.minutes(2)))
    func failover() async throws {
        let definition = Self.definition("")
        let database = try await PostgresFixture.database(
            schema: definition.name.schemaName, migrations: definition.allMigrations)
        let first = try await replica("first", on: database)
        #expect(try await eventually { try await replicas(first, everywhere: false) == ["first"] })
        let second = try await replica("second", on: database)
        #expect(try await eventually { try await replicas(second, everywhere: true) == ["first", "second"] })
        #expect(try await replicas(second, everywhere: false) == ["first"])

        await first.stop(within: .seconds(5))
        #expect(try await eventually { try await replicas(second, everywhere: false) == ["first", "second"] })

        let client = second.context.database
        try await client.execute("DELETE FROM run")
        let ended = try await client.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database =
                (SELECT oid FROM pg_database WHERE datname = current_database())
            """)
        #expect(ended == 1)
        try await client.execute("DELETE FROM run")
        #expect(try await eventually { try await replicas(second, everywhere: false) == ["second"] })
        let metrics = await second.context.metrics.render()
        #expect(metrics.contains("muster_job_failures_total{job=\"broken\"}"))
        #expect(metrics.contains("muster_jobs_leader 1"))
        await second.stop(within: .seconds(5))
    }
}
