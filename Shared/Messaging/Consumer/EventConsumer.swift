package import Contracts
package import Kafka
package import Observability
package import Postgres

/// What a consumer's owner may choose.
package struct ConsumerOptions: Sendable {
    /// Before each topic's name, so that several suites can share one broker. Empty in production.
    package var topicPrefix = ""
    /// `group.instance.id`; unique to the replica and the same after its restart.
    package var instanceID: String?
    /// Records of one transaction.
    package var batchRecords = 500
    /// How long facts are kept on topics and, with that, inbox rows here; older facts are ignored (C1).
    package var retention: Duration = .seconds(400 * 86_400)
    /// At most so often is an idle partition's last record compared with the position.
    package var verifyInterval: Duration = .seconds(10)
    /// Held facts that are due are looked for so often, besides when a row comes.
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
    let handlers: [FactHandler]
    let projections: [Projection]
    let options: ConsumerOptions
    let log: Log
    let metrics: ConsumerMetrics

    package init(
        service: ServiceName, database: PostgresClient, journal: Journal, kafka: KafkaConfiguration,
        handlers: [FactHandler], projections: [Projection], options: ConsumerOptions = ConsumerOptions(),
        log: Log = .silent, metrics: MetricsRegistry = MetricsRegistry()
    ) {
        self.service = service
        self.database = database
        self.journal = journal
        self.kafka = kafka
        self.handlers = handlers
        self.projections = projections
        self.options = options
        self.log = log
        self.metrics = ConsumerMetrics(metrics, service: service)
    }

    /// Reads until `stop` or cancellation. Trouble with the database or the broker is waited out.
    package func run() async throws {
        fatalError("not yet")
    }

    /// Lets `run` finish the batches in hand and return, within ten seconds.
    package func stop() {
        fatalError("not yet")
    }
}
