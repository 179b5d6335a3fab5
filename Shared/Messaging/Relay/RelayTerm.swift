import Contracts
import Executors
import FoundationEssentials
import Kafka
import Observability
import Postgres
import Synchronization

/// One producer's life under a leader: the machine, and what carries out its steps.
final class RelayTerm {
    private let relay: OutboxRelay
    private let fence: LeaseFence
    private let store: RelayStore
    private let relayLog: RelayLog
    private let producer: KafkaProducer
    private let log: Log
    private let box: ReportBox
    private let checks = CheckBox()
    private var machine: RelayState
    private var writer: RecordWriter
    /// Rows that the machine gave and the producer has not got yet: they go out while the next step waits for the database.
    private var unsent: (rows: [JournalRow], token: UInt64) = ([], 0)
    private let start = ContinuousClock.now
    private var hadSuccess = false
    private var hasBegun = false
    /// When the first record of each page was given away, by its token.
    private var sentAt: [UInt64: Duration] = [:]
    private var lastMetrics: Duration = .zero
    private var lastRequests: Duration = .zero

    private var now: Duration { ContinuousClock.now - start }

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

    private func restart(_ reason: String) -> RelayRestart {
        RelayRestart(reason: reason, hadSuccess: hadSuccess, followsAnother: true, heritage: machine.heritage)
    }

    private func recover() async throws {
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

    /// The two steps that come again and again run beside the sending of what the page before gave. To the machine these rows
    /// are as good as sent; every other step first has them sent and is then asked for anew, except those that throw them
    /// away with all that is under way.
    private func perform(_ step: RelayStep) async throws {
        let store = store
        switch step {
        case .read(let request):
            async let reading = store.read(request)
            try await sendUnsent()
            let page = try await reading
            if !page.rows.isEmpty { CrashPoint.hit(.afterRead) }
            let token = machine.nextToken
            unsent = (machine.page(page, at: now), token)
        case .save(let save):
            async let saving: Void = store.save(save)
            try await sendUnsent()
            try await saving
            machine.saved(save, at: now)
        case .recover: try await recover()
        case .restart(let reason): throw restart(reason)
        case .takeBound, .settle, .refresh, .readAgain, .wait:
            guard unsent.rows.isEmpty else { return try await sendUnsent() }
            try await performAlone(step)
        }
    }

    private func performAlone(_ step: RelayStep) async throws {
        switch step {
        case .takeBound: machine.bound(try await store.bound())
        case .settle(let places):
            // One reader, so one look at a time; what the other one finds is of no use any more.
            while checks.isRunning { await relay.signal.wait(atMost: .milliseconds(50)) }
            _ = checks.take()
            machine.settled(try await relayLog.evidence(places, readsAbove: true), at: now)
        case .refresh(let request):
            try await store.refresh(request)
            machine.refreshed()
        case .readAgain(let request, let after, let limit):
            let rows = try await store.readAgain(request, after: after, limit: limit, top: machine.top)
            let token = machine.nextToken
            try await send(machine.resendPage(rows, isLast: rows.count < limit), from: token)
        case .wait(let until): await relay.signal.wait(atMost: until - now)
        case .read, .save, .recover, .restart: break
        }
    }

    private func sendUnsent() async throws {
        let (rows, token) = unsent
        unsent.rows = []
        try await send(rows, from: token)
    }

    private func send(_ rows: [JournalRow], from first: UInt64) async throws {
        var token = first
        for row in rows {
            let message = writer.message(row)
            while true {
                if fence.isClosed { throw LeaseLost() }
                do {
                    try producer.enqueue(message, token: token)
                    // Closed between: its purge may have come before our record.
                    if fence.isClosed { producer.purge() }
                } catch let error where error.code == .queueFull {
                    await relay.signal.wait(atMost: .milliseconds(50))
                    try takeReports()
                    try Task.checkCancellation()
                    continue
                } catch let error where error.isRecordError {
                    machine.report(
                        SendReport(
                            token: token, partition: TopicPartition(topic: message.topic, partition: -1),
                            outcome: .refused(reason: error.description, alone: true)))
                } catch {
                    throw restart(error.description)
                }
                break
            }
            if token == first {
                sentAt[token] = now
                CrashPoint.hit(.duringSend)
            }
            token += 1
        }
        if !rows.isEmpty { CrashPoint.hit(.afterSend) }
    }

    private func takeReports() throws {
        let (reports, end) = box.take()
        if !reports.isEmpty { CrashPoint.hit(.afterReport) }
        var delivered = 0
        for report in reports {
            if let error = report.error {
                relay.metrics.errors.labelled(error.isRecordError ? "record" : "send").increment()
                log.error(
                    "A record was not delivered",
                    ["topic": .string(report.topic), "error": .string(error.description)])
            } else {
                delivered += 1
            }
            if let sent = sentAt.removeValue(forKey: report.token) {
                relay.metrics.sendSeconds.observe((now - sent) / .seconds(1))
            }
            machine.report(SendReport(report))
        }
        if delivered > 0 {
            relay.metrics.sent.increment(by: delivered)
            hadSuccess = true
        }
        if let end { throw restart(String(describing: end)) }
    }

    /// A stop: what is under way is waited for a little, its reports become durable, and the rest is purged.
    private func finish() async throws {
        let deadline = Deadline.after(.seconds(3))
        while machine.inFlight > 0, !deadline.hasPassed {
            await relay.signal.wait(atMost: .milliseconds(50))
            try takeReports()
        }
        if case .save(let save) = machine.next(at: now + .seconds(3600)) { try await store.save(save) }
        if machine.inFlight > 0 { producer.purge() }
    }

    private func drainUntilEmpty() async {
        let deadline = Deadline.after(.seconds(5))
        while machine.inFlight > unsent.rows.count, !deadline.hasPassed {
            await relay.signal.wait(atMost: .milliseconds(20))
            for report in box.take().reports { machine.report(SendReport(report)) }
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

/// The answer of a look at the log, on its way to the loop.
final class CheckBox: Sendable {
    typealias Answer = (evidence: [TopicPartition: LogEvidence], asked: [TopicPartition: LogPosition?])

    private struct State {
        var isRunning = false
        var answer: Answer?
    }

    private let state = Mutex(State())

    var isRunning: Bool { state.withLock(\.isRunning) }

    func begin() {
        state.withLock { $0.isRunning = true }
    }

    func end(_ answer: Answer?) {
        state.withLock { $0 = State(answer: answer) }
    }

    func take() -> Answer? {
        state.withLock { state in
            defer { state.answer = nil }
            return state.answer
        }
    }
}
