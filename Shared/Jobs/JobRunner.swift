import Executors
package import Observability
package import Postgres
import Primitives

/// Runs a service's jobs until its task is cancelled: those `onEveryReplica` at once, the others while this replica
/// leads. Errors of a job are logged and counted; the job goes on.
package struct JobRunner: Sendable {
    private let jobs: [BackgroundJob]
    private let leadership: JobLeadership
    private let log: Log
    private let durations: MetricFamily<Histogram>
    private let failures: MetricFamily<Counter>
    private let lastSuccess: MetricFamily<Gauge>

    /// - Parameter database: for the leader's connection; the replicas of a service share its schema.
    package init(
        _ jobs: [BackgroundJob], database: PostgresConfiguration, log: Log = .silent,
        metrics: MetricsRegistry = MetricsRegistry()
    ) {
        self.jobs = jobs
        leadership = JobLeadership(database: database, log: log, metrics: metrics)
        self.log = log
        durations = metrics.histogramFamily("muster_job_duration_seconds", "Duration of a job's run.", labels: ["job"])
        failures = metrics.counterFamily("muster_job_failures_total", "Runs of a job that failed.", labels: ["job"])
        lastSuccess = metrics.gaugeFamily(
            "muster_job_last_success_timestamp_seconds", "When the job last ran well, in seconds since the epoch.",
            labels: ["job"])
    }

    /// Runs every job again as soon as possible: the domain clock was moved.
    package func wakeAll() {
        for job in jobs { job.wakeup.raise() }
    }

    @concurrent
    package func run() async {
        async let everywhere: Void = run(jobs.filter(\.onEveryReplica))
        await leadership.run { await run(jobs.filter { !$0.onEveryReplica }) }
        await everywhere
    }

    private func run(_ jobs: [BackgroundJob]) async {
        await withTaskGroup(of: Void.self) { group in
            for job in jobs { group.addTask { await run(job) } }
        }
    }

    private func run(_ job: BackgroundJob) async {
        let failures = failures.labelled(job.name)
        while !Task.isCancelled {
            let began = ContinuousClock.now
            let seen = job.wakeup.raises
            do {
                try await job.run()
                durations.labelled(job.name).observe(ContinuousClock.now - began)
                lastSuccess.labelled(job.name).set(Instant.now.secondsSince1970)
            } catch is CancellationError {
                return
            } catch  where Task.isCancelled {
                return
            } catch {
                failures.increment()
                log.error("A job failed", ["job": .string(job.name), "error": .error(error)])
            }
            await job.wakeup.wait(since: seen, atMost: job.interval - (ContinuousClock.now - began))
        }
    }
}
