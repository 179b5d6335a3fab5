package import Contracts
package import Kafka
package import Observability
package import Postgres

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
package final class OutboxRelay: Sendable {
    let journal: Journal
    let database: PostgresConfiguration
    let kafka: KafkaConfiguration
    let options: RelayOptions
    let log: Log
    let metrics: RelayMetrics

    /// - Parameter database: for a connection of the relay's own, beside the pool.
    package init(
        journal: Journal, database: PostgresConfiguration, kafka: KafkaConfiguration,
        options: RelayOptions = RelayOptions(), log: Log = .silent, metrics: MetricsRegistry = MetricsRegistry()
    ) {
        self.journal = journal
        self.database = database
        self.kafka = kafka
        self.options = options
        self.log = log
        self.metrics = RelayMetrics(metrics)
    }

    /// Leads or waits to lead until `stop` or cancellation; trouble with the database or the broker is waited out.
    ///
    /// - Throws: only what an operator must mend before it makes sense to go on (W2: `JournalRefused`).
    package func run() async throws {
        fatalError("not yet")
    }

    /// There is something to send. `Journal` calls it after each commit in this process.
    package func wake() {
        fatalError("not yet")
    }

    /// Lets `run` take the reports of what is under way, give up the lease and return, within ten seconds.
    package func stop() {
        fatalError("not yet")
    }
}
