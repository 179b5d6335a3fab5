import Contracts
import Executors
import Foundation
import Kafka
import Messaging
import Observability
import Postgres
import Primitives
import ServiceKit

/// A publisher (registration) and a reader (certification), each with a new database, and a third database for the bare
/// loop, whose topic has the same shape.
struct RelayFixture: Sendable {
    let publisher: PostgresConfiguration
    let bare: PostgresConfiguration
    let reader: PostgresConfiguration
    let kafka: KafkaConfiguration
    let metrics = MetricsRegistry()

    /// The benchmark's own topics. Services that are measured beside it use the names without a prefix.
    static let prefix = "benchmark."
    static let barePrefix = "bare."
    static let effects = Migration(
        "0100_effects", "CREATE TABLE effect (event_id uuid PRIMARY KEY, key text NOT NULL, place bigint NOT NULL)")

    static func make(_ arguments: Arguments) async throws -> RelayFixture {
        let administrator = try PostgresConfiguration(url: arguments.text("database"))
        let kafka = KafkaConfiguration(bootstrapServers: try arguments.text("kafka"), clientID: "muster-benchmarks")
        try await createTopics(kafka)
        let fixture = RelayFixture(
            publisher: try await database("publisher", .registration, [], administrator),
            bare: try await database("bare", .registration, [], administrator),
            reader: try await database("reader", .certification, [effects], administrator), kafka: kafka)
        return fixture
    }

    private static func database(
        _ name: String, _ service: ServiceName, _ extra: [Migration], _ administrator: PostgresConfiguration
    ) async throws -> PostgresConfiguration {
        let name = "muster_benchmark_\(name)"
        let connection = try await PostgresConnection.connect(administrator)
        try await connection.execute("DROP DATABASE IF EXISTS \(identifier: name) WITH (FORCE)")
        try await connection.execute("CREATE DATABASE \(identifier: name)")
        await connection.close()
        var configuration = administrator
        configuration.database = name
        configuration.schema = service.schemaName
        // A late writer waits, so that no event is left out.
        (configuration.maxWaiters, configuration.poolDeadline) = (100_000, .seconds(60))
        let own = try await PostgresConnection.connect(configuration)
        try await Migrator(schema: service.schemaName, migrations: Journal.migrations + extra).apply(on: own)
        await own.close()
        return configuration
    }

    /// The embedded broker creates its topics at its own start.
    private static func createTopics(_ kafka: KafkaConfiguration) async throws {
        let admin = try KafkaAdmin(kafka)
        let own = (Topic.all(of: .registration) + [.deadLetters(of: .certification)]).map { (prefix, $0) }
        let specs = (own + [(barePrefix, EventType.measured.topic)]).map { prefix, topic in
            TopicSpec(name: prefix + topic.name, partitions: Int32(topic.partitions))
        }
        let made = await Result(catching: { try await admin.createTopics(specs) })
        await admin.close()
        if case .failure(let error) = made, (error as? KafkaError)?.code != .unsupported { throw error }
    }

    func journal() -> Journal {
        Journal(service: .registration, database: PostgresClient(publisher))
    }

    func relay(_ journal: Journal) -> OutboxRelay {
        var options = RelayOptions()
        options.topicPrefix = Self.prefix
        return OutboxRelay(
            journal: journal, database: publisher, kafka: kafka, options: options, log: Log(level: .warning),
            metrics: metrics)
    }

    /// Commits rows of 10,000 aggregates at once.
    static func fill(_ connection: PostgresConnection, _ count: Int, round: Int) async throws {
        try await connection.execute(
            """
            INSERT INTO outbox (event_id, topic, kind, type, aggregate_id, sequence, occurred_at, payload)
            SELECT journal_event_id(), \(EventType.measured.topic.name), 'fact', \(EventType.measured.name),
                lpad((g % 10000)::text, 12, '0'), \(round * count) + g, now(),
                '{"index":' || g || ',"text":"' || \(MeasuredFact.text) || '"}'
            FROM generate_series(1, \(count)::bigint) g
            """, deadline: .after(.seconds(120)))
    }
}

extension Result where Failure == any Error {
    /// Captures what an async call returns or throws.
    fileprivate init(catching body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
