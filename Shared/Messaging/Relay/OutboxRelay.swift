package import Contracts
import Executors
import FoundationEssentials
package import Kafka
package import Observability
package import Postgres
import Synchronization

/// What a relay's owner may choose.
package struct RelayOptions: Sendable {
    /// Before each topic's name, so that several suites can share one broker. Empty in production.
    package var topicPrefix = ""
    package var limits = RelayLimits()
    /// How long a leader may be silent before another takes over.
    package var lease: Duration = .seconds(10)
    /// A service does again the erasures that a restored database has forgotten (R5): called with the topic and the key of
    /// a tombstone that stands on the topic while the table has the aggregate; afterwards the state must be gone.
    package var eraseAgain: (@Sendable (_ topic: Topic, _ key: String) async throws -> Void)?

    package init() {}
}

/// Sends a service's journal to its topics (R1 to R6). One a process; of all replicas' relays one leads and sends.
///
/// Two connections of its own: one for the lease, so that renewing never waits, and one for everything that a leader reads
/// and writes. All decisions are `RelayState`'s.
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

    /// - Parameter database: for connections of the relay's own, beside the pool.
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

    /// Leads or waits to lead until `stop` or cancellation; trouble with the database or the broker is waited out.
    ///
    /// - Throws: only what an operator must mend before it makes sense to go on (W2: `JournalRefused`).
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
                log.warning("The relay's lease is lost")
            } catch {
                guard !stops else { break }
                metrics.errors.labelled("session").increment()
                log.warning("The relay begins anew", ["error": .error(error)])
                await pause(backoff.next())
            }
        }
    }

    var stops: Bool { isStopping.load(ordering: .relaxed) || Task.isCancelled }

    /// Whether this process is the one that sends.
    package var isLeader: Bool { leads.load(ordering: .relaxed) }

    /// There is something to send. `Journal` calls it after each commit in this process.
    package func wake() {
        isWoken.store(true, ordering: .releasing)
        signal.raise()
    }

    func takeWake() -> Bool { isWoken.exchange(false, ordering: .acquiringAndReleasing) }

    /// Lets `run` take the reports of what is under way, give up the lease and return, within ten seconds.
    package func stop() {
        isStopping.store(true, ordering: .relaxed)
        signal.raise()
    }

    /// Waits for so long, or until the relay stops.
    func pause(_ duration: Duration) async {
        await signal.wait(atMost: duration) { stops }
    }

    /// One connection for the lease; leads as often as it wins it.
    private func contend(_ succeeded: () -> Void) async throws {
        let connection = try await PostgresConnection.connect(database, name: "relay-lease")
        do {
            try await journal.refuseUnsafeSettings(of: connection)
            let leases = LeaseStore(connection: connection, holder: holder, length: options.lease)
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
                defer { leadsNoMore() }
                try await lead(under: LeaseKeeper(leases, grant: grant, sentAt: sentAt))
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private func leadsNoMore() {
        leads.store(false, ordering: .relaxed)
        metrics.isLeader.set(0)
    }

    /// Leads under one term: the keeper renews beside it, and cancels it in time when it cannot.
    private func lead(under keeper: LeaseKeeper) async throws {
        let fence = LeaseFence()
        let leader = RelayLeader(relay: self, keeper: keeper, fence: fence)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await keeper.run() }
            group.addTask {
                try await keeper.waitForEnd()
                fence.close()
                self.leadsNoMore()
                throw LeaseLost()
            }
            group.addTask { try await leader.run() }
            defer { group.cancelAll() }
            try await group.next()
        }
        // Only a stop ends a leader without an error; what was sent is reported or purged by now.
        try? await keeper.release()
    }
}
