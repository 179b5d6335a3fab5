package import Configuration
package import Contracts
package import DomainClock
package import Kafka
package import Messaging
package import Observability
package import Postgres
package import TokenKeys

/// The settings, database, journal and clock from which a service is built. A process has one.
package final class ServiceContext: Sendable {
    package let definition: ServiceDefinition
    package let configuration: Configuration
    /// The configuration of connections outside the pool; the pool is `database`.
    package let databaseConfiguration: PostgresConfiguration
    package let database: PostgresClient
    package let journal: Journal
    /// The domain clock, for dates, deadlines and tokens. Logs, leases and metrics use real time.
    package let clock: DomainClock
    package let log: Log
    package let metrics: MetricsRegistry
    /// Verifies tokens. Accounts also writes its keys and revocations through it.
    package let tokens: KeyStore
    package let kafka: KafkaConfiguration

    package init(
        definition: ServiceDefinition, configuration: Configuration, databaseConfiguration: PostgresConfiguration,
        database: PostgresClient, journal: Journal, clock: DomainClock, log: Log, metrics: MetricsRegistry,
        tokens: KeyStore, kafka: KafkaConfiguration
    ) {
        self.definition = definition
        self.configuration = configuration
        self.databaseConfiguration = databaseConfiguration
        self.database = database
        self.journal = journal
        self.clock = clock
        self.log = log
        self.metrics = metrics
        self.tokens = tokens
        self.kafka = kafka
    }

    package var service: ServiceName { definition.name }
}
