import Executors
import Jobs
import Leases
import Observability
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct JobRunnerTests {
    private struct Broken: Error {}

    /// Counts runs.
    private final class Runs: Sendable {
        private let runs = Mutex(0)
        var count: Int { runs.withLock { $0 } }
        func add() { runs.withLock { $0 += 1 } }
    }

    /// Runs the jobs on a replica until `body` returns.
    private func running(
        _ jobs: [BackgroundJob], metrics: MetricsRegistry = MetricsRegistry(),
        _ body: (JobRunner) async throws -> Void
    ) async throws {
        let database = try await PostgresFixture.database(
            schema: "jobs", migrations: [Migration("0001_lease", Lease.table)])
        let runner = JobRunner(jobs, database: database, metrics: metrics)
        let task = Task { await runner.run() }
        try await body(runner)
        task.cancel()
        await task.value
    }

    @Test func `a job runs at start, and again when its wakeup is raised or all jobs are woken`() async throws {
        let runs = Runs()
        let wakeup = AsyncSignal()
        let job = BackgroundJob("job", every: .seconds(3600), onEveryReplica: true, wakeup: wakeup) { runs.add() }
        try await running([job]) { runner in
            #expect(await eventually { runs.count == 1 })
            wakeup.raise()
            #expect(await eventually { runs.count == 2 })
            runner.wakeAll()
            #expect(await eventually { runs.count == 3 })
        }
    }

    @Test func `a wakeup that is raised while the job runs is followed by another run`() async throws {
        let runs = Runs()
        let wakeup = AsyncSignal()
        let job = BackgroundJob("job", every: .seconds(3600), onEveryReplica: true, wakeup: wakeup) {
            if runs.count == 0 { wakeup.raise() }
            runs.add()
        }
        try await running([job]) { _ in #expect(await eventually { runs.count == 2 }) }
    }

    @Test func `a job that fails is counted, runs again, and holds up no other`() async throws {
        let (broken, sound) = (Runs(), Runs())
        let metrics = MetricsRegistry()
        let jobs = [
            BackgroundJob("broken", every: .milliseconds(5)) {
                broken.add()
                throw Broken()
            },
            BackgroundJob("sound", every: .milliseconds(5)) { sound.add() },
        ]
        try await running(jobs, metrics: metrics) { _ in
            #expect(await eventually { broken.count >= 3 && sound.count >= 3 })
        }
        let lines = await metrics.render().split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("muster_job_failures_total{job=\"broken\"} ") && !$0.hasSuffix(" 0") })
        #expect(lines.contains { $0.hasPrefix("muster_job_duration_seconds_count{job=\"sound\"} ") })
        #expect(lines.contains { $0.hasPrefix("muster_job_last_success_timestamp_seconds{job=\"sound\"} ") })
    }
}
