package import Contracts
import Executors
import FoundationEssentials
package import Kafka
import Leases
package import Observability
package import Postgres
import Synchronization

/// The options of a relay.
package struct RelayOptions: Sendable {
    /// A prefix for topic names, with which several suites can share a broker. Empty in production.
    package var topicPrefix = ""
    package var limits = RelayLimits()
    /// How long a leader may be silent before another takes over.
    package var lease: Duration = .seconds(10)
    /// Repeats an erasure that a restored database has lost (R5). Called with the topic and key of a tombstone on the
    /// topic whose aggregate exists in the table. Afterwards the state must be deleted.
    package var eraseAgain: (@Sendable (_ topic: Topic, _ key: String) async throws -> Void)?

    package init() {}
}

/// Sends a service's journal to its topics (R1 to R6). There is one per process; one of all replicas' relays leads and
/// sends.
///
/// It has two connections of its own: one for the lease, so that renewing never waits, and one for everything that a
/// leader reads and writes. `RelayState` makes all decisions.
package final class OutboxRelay: Sendable {
    let journal: Journal
    let database: PostgresConfiguration
    let kafka: KafkaConfiguration
    let options: RelayOptions
    let log: Log
    let metrics: RelayMetrics
    let holder = UUID().uuidString.lowercased()
    let signal = AsyncSignal()
    private let isStopping = Atomic<Bool>(false)
    private let leads = Atomic<Bool>(false)
    private let isWoken = Atomic<Bool>(false)

    /// - Parameter database: the configuration of the relay's own connections, outside the pool.
    package init(
        journal: Journal, database: PostgresConfiguration, kafka: KafkaConfiguration,
        options: RelayOptions = RelayOptions(), log: Log = .silent, metrics: MetricsRegistry = MetricsRegistry()
    ) {
        self.journal = journal
        self.database = database
        self.kafka = kafka
        self.options = options
        self.log = log.with(["part": "relay"])
        self.metrics = RelayMetrics(metrics)
    }

    /// Leads or waits to lead until `stop` or cancellation. Failures of the database or the broker are retried.
    ///
    /// - Throws: only `JournalRefused`, which an operator must fix first (W2).
    package func run() async throws {
        journal.onWake { [weak self] in self?.wake() }
        let upkeep = Task { await RelayUpkeep(relay: self).run() }
        defer {
            upkeep.cancel()
            journal.onWake(nil)
        }
        var backoff = Backoff(initial: .milliseconds(100), maximum: .seconds(5))
        while !stops {
            do {
                try await contend { backoff.reset() }
            } catch let error as JournalRefused {
                throw error
            } catch is LeaseLost {
                log.warning("The relay lost its lease")
            } catch {
                guard !stops else { break }
                metrics.errors.labelled("session").increment()
                log.warning("Restarting the relay", ["error": .error(error)])
                await pause(backoff.next())
            }
        }
    }

    var stops: Bool { isStopping.load(ordering: .relaxed) || Task.isCancelled }

    /// Whether this process is the leader.
    package var isLeader: Bool { leads.load(ordering: .relaxed) }

    /// Notifies the relay that there are rows to send. `Journal` calls it after each commit in this process.
    package func wake() {
        isWoken.store(true, ordering: .releasing)
        signal.raise()
    }

    func consumeWake() -> Bool { isWoken.exchange(false, ordering: .acquiringAndReleasing) }

    /// Stops `run`, which waits for reports of records in flight, releases the lease and returns within ten seconds.
    package func stop() {
        isStopping.store(true, ordering: .relaxed)
        signal.raise()
    }

    /// Waits for the duration, or until the relay stops.
    func pause(_ duration: Duration) async {
        await signal.wait(atMost: duration) { stops }
    }

    /// Contends for the lease on one connection, and leads each time it is acquired.
    private func contend(_ succeeded: () -> Void) async throws {
        let connection = try await PostgresConnection.connect(database, name: "relay-lease")
        do {
            try await journal.refuseUnsafeSettings(of: connection)
            let leases = LeaseStore(.relay, holder: holder, length: options.lease, on: connection)
            while !stops {
                let sentAt = ContinuousClock.now
                guard let grant = try await leases.acquire() else {
                    succeeded()
                    await pause(options.lease / 8)
                    continue
                }
                CrashPoint.hit(.afterLease)
                succeeded()
                leads.store(true, ordering: .relaxed)
                metrics.isLeader.set(1)
                defer { endLeadership() }
                try await lead(
                    under: LeaseKeeper(leases, grant: grant, sentAt: sentAt) { CrashPoint.hit(.beforeRenewal) })
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private func endLeadership() {
        leads.store(false, ordering: .relaxed)
        metrics.isLeader.set(0)
    }

    /// Leads under one term.
    private func lead(under keeper: LeaseKeeper) async throws {
        let fence = LeaseFence()
        let leader = RelayLeader(relay: self, keeper: keeper, fence: fence)
        try await keeper.lead {
            try await leader.run()
        } ended: {
            fence.close()
            self.endLeadership()
        }
        // Only a stop ends a leader without an error. All sent records are reported or purged by now.
        try? await keeper.release()
        CrashPoint.hit(.afterRelease)
    }
}
