import Executors
import Observability
import Postgres

/// Lets one replica of a service run its jobs: the one that holds an advisory lock on a connection of its own. The
/// connection is looked after; when it is lost the jobs are cancelled and the lock is tried for again.
///
/// A replica that lost the network may run a job for some seconds beside its successor, so jobs lock the rows which
/// they change, like every other writer.
struct JobLeadership: Sendable {
    let database: PostgresConfiguration
    let log: Log
    let metrics: MetricsRegistry
    /// How often a replica that waits asks for the lock, and the leader looks after its connection.
    var interval: Duration = .seconds(3)

    /// Runs `body` while this replica leads; ends by cancellation alone.
    @concurrent
    func run(_ body: @escaping @Sendable () async -> Void) async {
        let leads = metrics.gauge("muster_jobs_leader", "1 on the replica that runs the service's jobs.")
        var backoff = Backoff(initial: .milliseconds(500), maximum: .seconds(10))
        while !Task.isCancelled {
            do {
                let connection = try await PostgresConnection.connect(database, name: "jobs")
                do {
                    try await acquire(connection)
                    backoff.reset()
                    leads.set(1)
                    try await lead(connection, body)
                } catch {
                    leads.set(0)
                    await connection.close()
                    throw error
                }
            } catch {
                if Task.isCancelled { return }
                log.warning("jobs wait for the database", ["error": .error(error)])
                try? await Task.sleep(for: backoff.next())
            }
        }
    }

    private func acquire(_ connection: PostgresConnection) async throws {
        let name = "muster-jobs-\(database.schema ?? "")"
        while true {
            let rows = try await connection.query("SELECT pg_try_advisory_lock(hashtextextended(\(name), 0)) AS got")
            if try rows[0].value("got") { return }
            try await Task.sleep(for: interval)
        }
    }

    private func lead(_ connection: PostgresConnection, _ body: @escaping @Sendable () async -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await body() }
            group.addTask {
                while true {
                    try await Task.sleep(for: interval)
                    _ = try await connection.query("SELECT 1", deadline: .after(.seconds(5)))
                }
            }
            _ = try await group.next()
            throw CancellationError()
        }
    }
}
