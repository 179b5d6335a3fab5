import Contracts
import Executors
import FoundationEssentials
import Kafka
import Leases
import Observability
import Postgres

/// A leader's work with one producer: the state machine and the I/O for its steps.
final class RelayTerm {
    let relay: OutboxRelay
    let fence: LeaseFence
    let store: RelayStore
    let relayLog: RelayLog
    let producer: KafkaProducer
    let log: Log
    let box: ReportBox
    let pendingCheck = PendingCheck()
    var machine: RelayState
    var writer: RecordWriter
    /// Rows that the machine has returned and that are not enqueued yet. They are sent while the next step waits for
    /// the database.
    var unsent: (rows: [JournalRow], token: UInt64) = ([], 0)
    /// The signal's raises before the reports were last taken: a later one ends the next wait.
    var seenRaises: UInt64 = 0
    private let start = ContinuousClock.now
    var hadSuccess = false
    private var hasBegun = false
    /// When the first record of each page was enqueued, by its token.
    var sentAt: [UInt64: Duration] = [:]
    private var lastMetrics: Duration = .zero
    private var lastRequests: Duration = .zero

    var now: Duration { ContinuousClock.now - start }

    static func run(
        relay: OutboxRelay, keeper: LeaseKeeper, fence: LeaseFence, connection: PostgresConnection,
        followsAnother: Bool,
        carryover: RelayCarryover?, log: Log
    ) async throws {
        let topics = Topic.all(of: relay.journal.service).filter { $0.kind != .deadLetters }
        let reader = try KafkaReader(relay.kafka)
        do {
            let cluster = try await Self.clusterID(relay.kafka)
            let store = RelayStore(
                connection: connection, holder: keeper.holder, term: keeper.grant.term, cluster: cluster,
                timeout: relay.options.lease)
            let relayLog = RelayLog(
                reader: reader, store: store, topics: topics, topicPrefix: relay.options.topicPrefix,
                source: relay.journal.service.source)
            let producer = try await KafkaProducer.start(relay.kafka)
            await producer.warm(topics: topics.map { relay.options.topicPrefix + $0.name })
            let term = RelayTerm(
                relay: relay, fence: fence, store: store, relayLog: relayLog, producer: producer, log: log)
            try await term.run(followsAnother: followsAnother, carryover: carryover)
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
    }

    /// Uses a client for this query only, because each client costs threads.
    private static func clusterID(_ kafka: KafkaConfiguration) async throws -> String {
        let admin = try KafkaAdmin(kafka)
        let answer: Result<String?, KafkaError>
        do {
            answer = .success(try await admin.clusterID(within: .seconds(2)))
        } catch {
            answer = .failure(error)
        }
        await admin.close()
        guard let id = try answer.get() else { throw KafkaError(.transport, "the broker reported no cluster id") }
        return id
    }

    private init(
        relay: OutboxRelay, fence: LeaseFence, store: RelayStore, relayLog: RelayLog, producer: KafkaProducer, log: Log
    ) {
        self.relay = relay
        self.fence = fence
        self.store = store
        self.relayLog = relayLog
        self.producer = producer
        self.log = log
        box = ReportBox(signal: relay.signal)
        machine = RelayState(limits: relay.options.limits)
        writer = RecordWriter(service: relay.journal.service, epoch: 0, topicPrefix: "")
    }

    private func run(followsAnother: Bool, carryover: RelayCarryover?) async throws {
        let (box, producer) = (box, producer)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await box.pump(producer) }
            do {
                try fence.guards(producer)
                try await begin(followsAnother: followsAnother, carryover: carryover)
                try await serve(&group)
            } catch {
                // No queued record may be written under another leader (R6).
                fence.forget()
                producer.purge()
                await producer.close(deadline: .after(.seconds(1)))
                group.cancelAll()
                guard let failure = error as? KafkaError, hasBegun else { throw error }
                throw restart(failure.description)
            }
            await producer.close(deadline: .after(.seconds(2)))
            group.cancelAll()
        }
    }

    private func begin(followsAnother: Bool, carryover: RelayCarryover?) async throws {
        var memory = try await store.load()
        if memory == nil, try await store.beginFirstCluster() { memory = try await store.load() }
        guard let memory else { return try await recover() }
        try await begin(memory, followsAnother: followsAnother, carryover: carryover)
    }

    private func begin(
        _ memory: ClusterMemory, followsAnother: Bool, carryover: RelayCarryover?
    ) async throws {
        let epoch = try await store.epoch()
        writer = RecordWriter(
            service: relay.journal.service, epoch: epoch, topicPrefix: relay.options.topicPrefix)
        relay.metrics.epoch.set(Int(epoch))
        machine.begin(
            memory, partitions: relayLog.partitions, followsAnother: followsAnother, carryover: carryover, at: now)
        hasBegun = true
    }

    func restart(_ reason: String) -> RelayRestart {
        RelayRestart(reason: reason, hadSuccess: hadSuccess, followsAnother: true, carryover: machine.carryover)
    }

    func recover() async throws {
        relay.metrics.recoveries.increment()
        producer.purge()
        await drainUntilEmpty()
        let recovery = RelayRecovery(
            store: store, relayLog: relayLog, eraseAgain: relay.options.eraseAgain, log: log)
        try await recovery.run()
        // The purge makes the idempotent producer fatal, so a new one starts from what the recovery wrote.
        throw RelayRestart(reason: "recovered", hadSuccess: true, followsAnother: false, carryover: nil)
    }

    /// Runs the loop: process reports, carry out one step, repeat.
    private func serve(_ group: inout ThrowingDiscardingTaskGroup<any Error>) async throws {
        while true {
            try Task.checkCancellation()
            try processReports()
            if relay.stops {
                try await sendUnsent()
                return try await finish()
            }
            if relay.consumeWake() { machine.wake() }
            if now - lastRequests > .seconds(1) {
                lastRequests = now
                machine.request(try await store.openRequests())
            }
            if let (evidence, asked) = pendingCheck.take() { machine.checked(evidence, asked: asked) }
            if !pendingCheck.isRunning, let places = machine.checkIfDue(at: now) { check(places, &group) }
            observe()
            try await perform(machine.next(at: now))
        }
    }

    /// Verifies the known records while sending continues.
    private func check(
        _ places: [TopicPartition: LogPosition?], _ group: inout ThrowingDiscardingTaskGroup<any Error>
    ) {
        let (relayLog, pendingCheck, signal, log) = (relayLog, pendingCheck, relay.signal, log)
        pendingCheck.begin()
        group.addTask {
            do {
                pendingCheck.end((try await relayLog.evidence(places, readsAbove: false), places))
            } catch {
                pendingCheck.end(nil)
                log.debug("Checking the log failed", ["error": .error(error)])
            }
            signal.raise()
        }
    }

    private func observe() {
        guard now - lastMetrics > .milliseconds(500) else { return }
        lastMetrics = now
        relay.metrics.inFlight.set(machine.inFlight)
        relay.metrics.held.set(machine.heldAggregates)
        relay.metrics.gaps.set(machine.missingRanges.count)
    }
}
