package import Contracts
import Executors
package import Kafka
package import Observability
package import Postgres
import Synchronization

/// What a consumer's owner may choose.
package struct ConsumerOptions: Sendable {
    /// Before each topic's name, so that several suites can share one broker. Empty in production.
    package var topicPrefix = ""
    /// `group.instance.id`; unique to the replica and the same after its restart.
    package var instanceID: String?
    /// Records of one transaction.
    package var batchRecords = 500
    /// How long facts are kept on topics and, with that, inbox rows here; older facts are ignored (C1).
    package var retention: Duration = .milliseconds(Topic.factRetentionMilliseconds)
    /// So often an idle partition's last record is compared with the position.
    package var verifyInterval: Duration = .seconds(10)
    /// So often facts put aside are looked at, besides when a row comes.
    package var sweepInterval: Duration = .seconds(5)
    /// How long a batch waits before it is tried again, at first and at most.
    package var retryDelay: Duration = .milliseconds(100)
    package var retryDelayMaximum: Duration = .seconds(30)

    package init() {}
}

/// A service's reading of other services' events (C1 to C4): one a service, over all topics that its handlers and projections
/// need.
///
/// Each partition is read in order, a batch in one transaction: position, inbox rows, effects, what they publish. Replicas
/// share the partitions.
package final class EventConsumer: Sendable {
    let service: ServiceName
    let database: PostgresClient
    let journal: Journal
    let kafka: KafkaConfiguration
    let options: ConsumerOptions
    let order: FactOrder
    let log: Log
    let metrics: ConsumerMetrics
    let sweepSignal = AsyncSignal()
    private let brokerWatch: BrokerWatch
    /// Ends the pause before the next member of the group.
    private let stopSignal = AsyncSignal()
    private let handlers: [String: [FactHandler]]
    private let projections: [String: [Projection]]
    private let isStopping = Atomic<Bool>(false)
    private let running = Mutex<KafkaConsumer?>(nil)
    /// Unknown at start, so the table is looked at once.
    private let holding = Atomic<Bool>(true)

    /// - Precondition: names of handlers and of projections are unique.
    package init(
        service: ServiceName, database: PostgresClient, journal: Journal, kafka: KafkaConfiguration,
        handlers: [FactHandler], projections: [Projection], options: ConsumerOptions = ConsumerOptions(),
        log: Log = .silent, metrics: MetricsRegistry = MetricsRegistry()
    ) {
        let names = handlers.map { "\($0.type) \($0.name)" } + projections.map(\.name)
        precondition(Set(names).count == names.count, "two handlers or projections share a name")
        self.service = service
        self.database = database
        self.journal = journal
        self.kafka = kafka
        self.handlers = Dictionary(grouping: handlers, by: \.type)
        self.projections = Dictionary(grouping: projections, by: \.type)
        self.options = options
        order = FactOrder(retention: options.retention)
        self.log = log.with(["part": "consumer"])
        brokerWatch = BrokerWatch(log)
        self.metrics = ConsumerMetrics(metrics, service: service)
        self.metrics.begin(topics)
    }

    /// The topics that are read, as the catalogue names them.
    package var topics: [Topic] {
        Set(handlers.values.joined().map(\.topic) + projections.values.joined().map(\.topic))
            .sorted { $0.name < $1.name }
    }

    func handlers(of type: String) -> [FactHandler] { handlers[type] ?? [] }

    func projections(of type: String, on topic: Topic) -> [Projection] {
        (projections[type] ?? []).filter { $0.topic == topic }
    }

    var allProjections: [Projection] { Array(projections.values.joined()) }

    var stops: Bool { isStopping.load(ordering: .relaxed) || Task.isCancelled }

    /// Reads until `stop` or cancellation. Trouble with the database or the broker is waited out.
    package func run() async throws {
        guard !topics.isEmpty else { return await waitForStop() }
        let producer = DeadLetterProducer(kafka, topicPrefix: options.topicPrefix, service: service)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.consume(producer) }
            group.addTask { await HeldSweep(consumer: self, deadLetters: producer).run() }
            defer { group.cancelAll() }
            try await group.next()
        }
        await producer.close()
    }

    /// Lets `run` finish the batches in hand and return, within ten seconds.
    package func stop() {
        isStopping.store(true, ordering: .relaxed)
        running.withLock { $0 }?.stop()
        sweepSignal.raise()
        stopSignal.raise()
    }

    // MARK: Facts put aside

    var mayHoldFacts: Bool { holding.load(ordering: .relaxed) }

    /// Before a look at the table: who holds a fact from now on says so again.
    func forgetHolding() {
        holding.store(false, ordering: .relaxed)
    }

    func holdsFacts() {
        holding.store(true, ordering: .relaxed)
    }

    func countDeadLetters() async throws {
        let rows = try await database.query("SELECT count(*) FROM dead_letter WHERE closed_at IS NULL")
        metrics.deadLetters.set(try rows[0].value(at: 0, as: Int.self))
    }

    /// A projection has moved: who waits for its rows is looked at.
    func stateArrived() {
        if mayHoldFacts { sweepSignal.raise() }
    }

    private func waitForStop() async {
        await stopSignal.wait { stops }
    }

    /// A member of the group, made anew after each failure that ends it.
    private func consume(_ deadLetters: DeadLetterProducer) async throws {
        var backoff = Backoff(initial: .milliseconds(200), maximum: .seconds(10))
        while !stops {
            var kafkaOptions = KafkaConsumerOptions()
            kafkaOptions.instanceID = options.instanceID
            kafkaOptions.batchRecords = options.batchRecords
            let consumer = KafkaConsumer(
                kafka, group: "\(options.topicPrefix)muster.\(service.rawValue)",
                topics: topics.map { options.topicPrefix + $0.name }, options: kafkaOptions,
                observer: ConsumerObserver(metrics: metrics, log: log, watch: brokerWatch))
            running.withLock { $0 = consumer }
            if stops { break }
            let delegate = ConsumerDelegate(consumer: self, kafka: consumer, deadLetters: deadLetters)
            do {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await consumer.run(delegate) }
                    group.addTask { try await delegate.prove() }
                    defer { group.cancelAll() }
                    try await group.next()
                }
                backoff.reset()
            } catch {
                guard !stops else { break }
                log.warning("The consumer begins anew", ["error": .error(error)])
                await stopSignal.wait(atMost: backoff.next()) { stops }
            }
        }
        running.withLock { $0 = nil }
    }
}

/// Turns what the client tells into metrics and log lines.
private struct ConsumerObserver: KafkaObserver {
    let metrics: ConsumerMetrics
    let log: Log
    let watch: BrokerWatch

    func statistics(_ statistics: KafkaStatistics) {
        watch.statistics(statistics)
    }

    func progress(_ partitions: [PartitionProgress]) {
        for partition in partitions {
            let name = partition.topicPartition
            if let records = partition.lagRecords {
                metrics.lagRecords.labelled(name.topic, String(name.partition)).set(Int(records))
            }
            if let seconds = partition.lagSeconds {
                metrics.lagSeconds.labelled(name.topic, String(name.partition)).set(seconds)
            }
        }
    }

    func trouble(_ error: KafkaError) {
        watch.trouble(error)
        log.debug("The broker gives trouble", ["error": .error(error)])
    }
}
