import Executors
import FoundationEssentials
import Leases
import Observability
import Postgres

/// Runs a service's jobs on one of its replicas, the one that holds the lease.
///
/// The jobs are cancelled before the lease ends if it cannot be renewed. A job that does not end by its cancellation
/// may run for a moment beside its successor, so jobs lock the rows that they change, as every other writer does.
/// After a kill the next replica starts when the lease has ended, after a stop at once.
struct JobLeadership: Sendable {
    let database: PostgresConfiguration
    let log: Log
    let metrics: MetricsRegistry
    private let holder = UUID().uuidString.lowercased()

    private static let length: Duration = .seconds(10)

    init(database: PostgresConfiguration, log: Log, metrics: MetricsRegistry) {
        self.database = database
        self.log = log
        self.metrics = metrics
    }

    /// Runs `body` while this replica holds the lease. Returns by cancellation alone.
    @concurrent
    func run(_ body: @escaping @Sendable () async -> Void) async {
        let leads = metrics.gauge("muster_jobs_leader", "1 on the replica that runs the service's jobs.")
        var backoff = Backoff(initial: .milliseconds(500), maximum: .seconds(10))
        while !Task.isCancelled {
            do {
                let connection = try await PostgresConnection.connect(database, name: "jobs")
                do {
                    let keeper = try await acquire(connection)
                    backoff.reset()
                    leads.set(1)
                    defer { leads.set(0) }
                    try await lead(under: keeper, body)
                } catch {
                    await connection.close()
                    throw error
                }
            } catch {
                if Task.isCancelled { return }
                log.warning("Restarting the jobs' leadership", ["error": .error(error)])
                try? await Task.sleep(for: backoff.next())
            }
        }
    }

    private func acquire(_ connection: PostgresConnection) async throws -> LeaseKeeper {
        let leases = LeaseStore(.jobs, holder: holder, length: Self.length, on: connection)
        while true {
            let sentAt = ContinuousClock.now
            if let grant = try await leases.acquire() { return LeaseKeeper(leases, grant: grant, sentAt: sentAt) }
            try await Task.sleep(for: Self.length / 8)
        }
    }

    /// Always throws: the jobs end by cancellation alone, of this task or by the keeper.
    private func lead(under keeper: LeaseKeeper, _ body: @escaping @Sendable () async -> Void) async throws {
        do {
            try await keeper.lead(body)
        } catch  where Task.isCancelled {
            // The jobs have ended. A statement of this task would not be sent any more.
            await Task { try? await keeper.release() }.value
            throw error
        }
        throw CancellationError()
    }
}
