import Observability
import Postgres
import Synchronization

/// The metrics of the connection pool: waits, refusals and failed connections.
final class PoolMetrics: PostgresObserver {
    private let wait: Histogram
    private let waiters: Gauge
    private let open: Gauge
    private let inUse: Gauge
    private let refusals: MetricFamily<Counter>
    private let failures: Counter
    private let log: Log
    /// The time from which the next failure is logged: one in ten seconds, since all fail while the database is down.
    private let nextLine = Mutex(ContinuousClock.now)

    init(_ registry: MetricsRegistry, log: Log) {
        wait = registry.histogram(
            "muster_database_pool_wait_seconds", "How long callers waited for a database connection.")
        waiters = registry.gauge("muster_database_pool_waiters", "Callers that wait for a database connection.")
        let connections = registry.gaugeFamily(
            "muster_database_connections", "Database connections of the pool.", labels: ["state"])
        open = connections.labelled("open")
        inUse = connections.labelled("in_use")
        refusals = registry.counterFamily(
            "muster_database_pool_refusals_total", "Callers turned away by the pool.", labels: ["reason"])
        failures = registry.counter(
            "muster_database_connection_failures_total", "Connections that could not be made or broke.")
        self.log = log
    }

    func waited(_ duration: Duration) {
        wait.observe(duration)
    }

    func waiting(_ count: Int) {
        waiters.set(count)
    }

    func connections(open: Int, inUse: Int) {
        self.open.set(open)
        self.inUse.set(inUse)
    }

    func refused(_ code: PostgresError.Code) {
        refusals.labelled("\(code)").increment()
    }

    func connectionFailed(_ error: PostgresError) {
        failures.increment()
        let isDue = nextLine.withLock { next in
            guard next <= .now else { return false }
            next = .now + .seconds(10)
            return true
        }
        guard isDue else { return }
        log.warning("A connection to the database failed", ["error": .error(error)])
    }

    func notice(_ message: String) {
        log.debug("The database sent a notice", ["notice": .string(message)])
    }
}
