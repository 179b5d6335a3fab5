package import Configuration
import Contracts
package import DomainClock
package import Kafka
import Messaging
package import Observability
package import Postgres
import Security
import TokenKeys

extension ServiceContext {
    /// Returns the context of a definition with checked settings. It connects to nothing yet.
    ///
    /// - Parameter database: a database in place of the one in the settings, for tests.
    package static func make(
        _ definition: ServiceDefinition, _ configuration: Configuration, log: Log,
        database: PostgresConfiguration? = nil, kafka: KafkaConfiguration? = nil, clock: DomainClock? = nil
    ) throws -> ServiceContext {
        let metrics = MetricsRegistry()
        let settings = try database ?? PostgresConfiguration(configuration, definition)
        let client = PostgresClient(settings, observer: PoolMetrics(metrics, log: log))
        return ServiceContext(
            definition: definition, configuration: configuration, databaseConfiguration: settings, database: client,
            journal: Journal(service: definition.name, database: client),
            clock: clock ?? DomainClock(zone: configuration.zone("MUSTER_TIME_ZONE")), log: log, metrics: metrics,
            tokens: KeyStore(
                database: client, issuer: configuration.string("MUSTER_TOKEN_ISSUER"), metrics: metrics),
            kafka: kafka ?? KafkaConfiguration(configuration, definition))
    }
}

extension PostgresConfiguration {
    /// Sets the service's schema and the limits in the settings.
    package init(_ configuration: Configuration, _ definition: ServiceDefinition) throws {
        let own = definition.name.environmentPrefix
        try self.init(url: configuration.string("DATABASE_URL"))
        if let secret = configuration.optionalSecret("DATABASE_PASSWORD") {
            password = secret.withBytes { Secret(String(decoding: $0, as: UTF8.self)) }
        }
        schema = definition.name.schemaName
        applicationName = "muster-\(definition.name.rawValue)"
        poolSize = configuration.int("\(own)DATABASE_POOL_SIZE")
        maxWaiters = configuration.int("\(own)DATABASE_POOL_WAITERS")
        poolDeadline = configuration.duration("\(own)DATABASE_POOL_WAIT")
        statementTimeout = configuration.duration("\(own)DATABASE_STATEMENT_TIMEOUT")
        lockTimeout = configuration.duration("\(own)DATABASE_LOCK_TIMEOUT")
    }
}

extension KafkaConfiguration {
    package init(_ configuration: Configuration, _ definition: ServiceDefinition) {
        let transport = KafkaSecurity.Transport(rawValue: configuration.string("KAFKA_SECURITY_PROTOCOL")) ?? .plaintext
        let signsIn = transport == .saslPlaintext || transport == .saslSSL
        let password = configuration.optionalSecret("KAFKA_SASL_PASSWORD")
        self.init(
            bootstrapServers: configuration.string("KAFKA_BOOTSTRAP_SERVERS"),
            clientID: "muster-\(definition.name.rawValue)",
            security: KafkaSecurity(
                transport,
                mechanism: signsIn
                    ? KafkaSecurity.Mechanism(rawValue: configuration.string("KAFKA_SASL_MECHANISM")) : nil,
                username: signsIn ? configuration.optionalString("KAFKA_SASL_USERNAME") : nil,
                password: signsIn ? password?.withBytes { String(decoding: $0, as: UTF8.self) } : nil,
                certificateAuthority: configuration.optionalString("KAFKA_SSL_CA_LOCATION"),
                certificate: configuration.optionalString("KAFKA_SSL_CERTIFICATE_LOCATION"),
                privateKey: configuration.optionalString("KAFKA_SSL_KEY_LOCATION")))
    }
}
