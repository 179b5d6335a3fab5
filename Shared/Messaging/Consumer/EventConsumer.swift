package import Contracts
import Executors
package import Kafka
package import Observability
package import Postgres
import Synchronization

/// The options of a consumer.
package struct ConsumerOptions: Sendable {
    /// A prefix for topic names, with which several suites can share a broker. Empty in production.
    package var topicPrefix = ""
    /// `group.instance.id`: unique to the replica and the same after its restart.
    package var instanceID: String?
    /// The maximum number of records per transaction.
    package var batchRecords = 500
    /// How long facts are current on topics and inbox rows in the database. Older facts are ignored (C1).
    package var retention: Duration = .milliseconds(Topic.factRetentionMilliseconds)
    /// How often an idle partition's last record is compared with the position.
    package var verifyInterval: Duration = .seconds(10)
    /// How often deferred facts are checked, in addition to when a row arrives.
    package var sweepInterval: Duration = .seconds(5)
    /// The initial and maximum delay before a batch is retried.
    package var retryDelay: Duration = .milliseconds(100)
    package var retryDelayMaximum: Duration = .seconds(30)

    package init() {}
}

/// Reads other services' events (C1 to C4). There is one per service, for all topics that its handlers and projections
/// need.
///
/// Each partition is read in order, one batch per transaction: position, inbox rows, effects and published events.
/// Replicas share the partitions.
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
    /// Ends the delay before the next member of the group.
    private let stopSignal = AsyncSignal()
    private let handlers: [String: [FactHandler]]
    private let projections: [String: [Projection]]
    private let isStopping = Atomic<Bool>(false)
    private let running = Mutex<KafkaConsumer?>(nil)
    /// True at startup, so that the table is checked once.
    private let hasDeferredFacts = Atomic<Bool>(true)

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

    /// The topics that are read, with the catalogue's names.
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

    /// Reads until `stop` or cancellation. Failures of the database or the broker are retried.
    package func run() async throws {
        guard !topics.isEmpty else { return await waitForStop() }
        let producer = DeadLetterProducer(kafka, topicPrefix: options.topicPrefix, service: service)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.consume(producer) }
            group.addTask { await DeferredSweep(consumer: self, deadLetters: producer).run() }
            defer { group.cancelAll() }
            try await group.next()
        }
        await producer.close()
    }

    /// Stops `run`, which finishes the batches in progress and returns within ten seconds.
    package func stop() {
        isStopping.store(true, ordering: .relaxed)
        running.withLock { $0 }?.stop()
        sweepSignal.raise()
        stopSignal.raise()
    }

    // MARK: Deferred facts

    var mayHaveDeferredFacts: Bool { hasDeferredFacts.load(ordering: .relaxed) }

    /// Clears the flag before the table is checked. Transactions that defer a fact after that set it again.
    func clearDeferredNote() {
        hasDeferredFacts.store(false, ordering: .relaxed)
    }

    func noteDeferredFacts() {
        hasDeferredFacts.store(true, ordering: .relaxed)
    }

    func countDeadLetters() async throws {
        let rows = try await database.query("SELECT count(*) FROM dead_letter WHERE closed_at IS NULL")
        metrics.deadLetters.set(try rows[0].value(at: 0, as: Int.self))
    }

    /// Wakes the sweep after a projection has changed, for facts that wait for its rows.
    func stateArrived() {
        if mayHaveDeferredFacts { sweepSignal.raise() }
    }

    private func waitForStop() async {
        await stopSignal.wait { stops }
    }

    /// Runs a member of the group, and another one after each failure that ends it.
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
                    group.addTask { try await delegate.verify() }
                    defer { group.cancelAll() }
                    try await group.next()
                }
                backoff.reset()
            } catch {
                guard !stops else { break }
                log.warning("Restarting the consumer", ["error": .error(error)])
                await stopSignal.wait(atMost: backoff.next()) { stops }
            }
        }
        running.withLock { $0 = nil }
    }
}

/// Turns the client's reports into metrics and log lines.
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

    func clientError(_ error: KafkaError) {
        watch.clientError(error)
        log.debug("The Kafka client reported an error", ["error": .error(error)])
    }
}
