import Contracts
import Executors
import FoundationEssentials
import Kafka
import Observability
import Postgres

/// One producer's life under a leader: the machine, and what carries out its steps.
final class RelayTerm {
    let relay: OutboxRelay
    let fence: LeaseFence
    let store: RelayStore
    let relayLog: RelayLog
    let producer: KafkaProducer
    let log: Log
    let box: ReportBox
    let checks = CheckBox()
    var machine: RelayState
    var writer: RecordWriter
    /// Rows that the machine gave and the producer has not got yet: they go out while the next step waits for the database.
    var unsent: (rows: [JournalRow], token: UInt64) = ([], 0)
    /// The signal's raises before the reports were last taken: a later one ends the next wait.
    var seenRaises: UInt64 = 0
    private let start = ContinuousClock.now
    var hadSuccess = false
    private var hasBegun = false
    /// When the first record of each page was given away, by its token.
    var sentAt: [UInt64: Duration] = [:]
    private var lastMetrics: Duration = .zero
    private var lastRequests: Duration = .zero

    var now: Duration { ContinuousClock.now - start }

    static func run(
        relay: OutboxRelay, keeper: LeaseKeeper, fence: LeaseFence, connection: PostgresConnection,
        followsAnother: Bool,
        heritage: RelayHeritage?, log: Log
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
            try await term.run(followsAnother: followsAnother, heritage: heritage)
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
    }

    /// The client for it lives for this question only: each one costs threads.
    private static func clusterID(_ kafka: KafkaConfiguration) async throws -> String {
        let admin = try KafkaAdmin(kafka)
        let answer: Result<String?, KafkaError>
        do {
            answer = .success(try await admin.clusterID(within: .seconds(2)))
        } catch {
            answer = .failure(error)
        }
        await admin.close()
        guard let id = try answer.get() else { throw KafkaError(.transport, "the broker told no cluster id") }
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

    private func run(followsAnother: Bool, heritage: RelayHeritage?) async throws {
        let (box, producer) = (box, producer)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await box.pump(producer) }
            do {
                try fence.guards(producer)
                try await begin(followsAnother: followsAnother, heritage: heritage)
                try await serve(&group)
            } catch {
                // Nothing that is still queued may land under another leader (R6).
                fence.forget()
                producer.purge()
                await producer.close(deadline: .after(.seconds(1)))
                group.cancelAll()
                guard let trouble = error as? KafkaError, hasBegun else { throw error }
                throw restart(trouble.description)
            }
            await producer.close(deadline: .after(.seconds(2)))
            group.cancelAll()
        }
    }

    private func begin(followsAnother: Bool, heritage: RelayHeritage?) async throws {
        var memory = try await store.load()
        if memory == nil, try await store.beginFirstCluster() { memory = try await store.load() }
        guard let memory else { return try await recover() }
        try await begin(memory, followsAnother: followsAnother, heritage: heritage)
    }

    private func begin(
        _ memory: ClusterMemory, followsAnother: Bool, heritage: RelayHeritage?
    ) async throws {
        let epoch = try await store.epoch()
        writer = RecordWriter(
            service: relay.journal.service, epoch: epoch, topicPrefix: relay.options.topicPrefix)
        relay.metrics.epoch.set(Int(epoch))
        machine.begin(
            memory, partitions: relayLog.partitions, followsAnother: followsAnother, heritage: heritage, at: now)
        hasBegun = true
    }

    func restart(_ reason: String) -> RelayRestart {
        RelayRestart(reason: reason, hadSuccess: hadSuccess, followsAnother: true, heritage: machine.heritage)
    }

    func recover() async throws {
        relay.metrics.recoveries.increment()
        producer.purge()
        await drainUntilEmpty()
        let recovery = RelayRecovery(
            store: store, relayLog: relayLog, eraseAgain: relay.options.eraseAgain, log: log)
        try await recovery.run()
        // A purge leaves the idempotent producer fatal, so another one begins from what recovery wrote.
        throw RelayRestart(reason: "recovered", hadSuccess: true, followsAnother: false, heritage: nil)
    }

    /// The loop: reports in, one step, again.
    private func serve(_ group: inout ThrowingDiscardingTaskGroup<any Error>) async throws {
        while true {
            try Task.checkCancellation()
            try takeReports()
            if relay.stops {
                try await sendUnsent()
                return try await finish()
            }
            if relay.takeWake() { machine.wake() }
            if now - lastRequests > .seconds(1) {
                lastRequests = now
                machine.request(try await store.openRequests())
            }
            if let (evidence, asked) = checks.take() { machine.checked(evidence, asked: asked) }
            if !checks.isRunning, let places = machine.checkIfDue(at: now) { check(places, &group) }
            observe()
            try await perform(machine.next(at: now))
        }
    }

    /// Looks at the known records beside the sending, so that sending does not wait for it.
    private func check(
        _ places: [TopicPartition: LogPosition?], _ group: inout ThrowingDiscardingTaskGroup<any Error>
    ) {
        let (relayLog, checks, signal, log) = (relayLog, checks, relay.signal, log)
        checks.begin()
        group.addTask {
            do {
                checks.end((try await relayLog.evidence(places, readsAbove: false), places))
            } catch {
                checks.end(nil)
                log.debug("The log could not be looked at", ["error": .error(error)])
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
