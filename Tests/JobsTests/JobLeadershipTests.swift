import Jobs
import Leases
import Observability
import Postgres
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct JobLeadershipTests {
    /// A replica whose jobs leave a row with its name at each run.
    private struct Replica {
        let metrics = MetricsRegistry()
        let task: Task<Void, Never>

        init(_ name: String, on configuration: PostgresConfiguration, _ database: PostgresClient) {
            func mark(everywhere: Bool) -> BackgroundJob {
                BackgroundJob(
                    everywhere ? "mark-everywhere" : "mark", every: .milliseconds(50), onEveryReplica: everywhere
                ) { try await database.execute("INSERT INTO run VALUES (\(name), \(everywhere))") }
            }
            let runner = JobRunner(
                [mark(everywhere: false), mark(everywhere: true)], database: configuration, metrics: metrics)
            task = Task { await runner.run() }
        }

        func stop() async {
            task.cancel()
            await task.value
        }
    }

    private func replicas(_ database: PostgresClient, everywhere: Bool = false) async throws -> [String] {
        try await database.query("SELECT DISTINCT replica FROM run WHERE everywhere = \(everywhere) ORDER BY 1")
            .map { try $0.value(at: 0) }
    }

    @Test func `jobs run on one replica, on the next when it stops, and again after the connection is lost`()
        async throws
    {
        let configuration = try await PostgresFixture.database(
            schema: "jobs",
            migrations: [
                Migration("0001_lease", Lease.table),
                Migration("1000_run", "CREATE TABLE run (replica text NOT NULL, everywhere boolean NOT NULL)"),
            ])
        let database = PostgresClient(configuration)
        let first = Replica("first", on: configuration, database)
        #expect(try await eventually { try await replicas(database) == ["first"] })
        let second = Replica("second", on: configuration, database)
        #expect(try await eventually { try await replicas(database, everywhere: true) == ["first", "second"] })
        #expect(try await replicas(database) == ["first"])

        await first.stop()
        #expect(try await eventually { try await replicas(database) == ["first", "second"] })

        let ended = try await database.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE '%UPDATE lease%' AND pid <> pg_backend_pid()
            """)
        #expect(ended == 1)
        try await database.execute("DELETE FROM run")
        #expect(try await eventually { try await replicas(database) == ["second"] })
        #expect(await second.metrics.render().contains("muster_jobs_leader 1"))
        await second.stop()
        await database.close()
    }
}
