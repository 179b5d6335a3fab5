import Contracts
import Executors
import Foundation
import Kafka
import Messaging
import Observability
import Postgres
import Primitives
import TestSupport
import Testing

/// A publisher (registration) and a reader (certification), each with its database, over topics of their own on one
/// broker.
final class MessagingFixture: Sendable {
    let publisher: JournalFixture
    let reader: JournalFixture
    let prefix: String
    let kafka: KafkaConfiguration
    /// A mock of the fixture's own; nil on the shared broker.
    let mock: MockKafka?
    let metrics = MetricsRegistry()

    static let tables = Migration(
        "0100_effects",
        """
        CREATE TABLE effect (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid, key text, sequence bigint, text text);
        CREATE TABLE note (key text PRIMARY KEY, text text NOT NULL);
        """)

    private init(
        publisher: JournalFixture, reader: JournalFixture, prefix: String, kafka: KafkaConfiguration, mock: MockKafka?
    ) {
        self.publisher = publisher
        self.reader = reader
        self.prefix = prefix
        self.kafka = kafka
        self.mock = mock
    }

    /// On the standard broker, or with `ownMock` on one that the test may break.
    static func make(ownMock: Bool = false, topicConfig: [String: String] = [:]) async throws -> MessagingFixture {
        let prefix = ownMock ? "" : KafkaFixture.topic("stage") + "."
        let mock = ownMock ? try MockKafka(topics: specs("")) : nil
        if mock == nil { try await createTopics(prefix, topicConfig) }
        let kafka: KafkaConfiguration
        if let mock { kafka = mock.configuration } else { kafka = try await KafkaFixture.configuration() }
        return MessagingFixture(
            publisher: try await JournalFixture.make(),
            reader: try await JournalFixture.make([tables], service: .certification),
            prefix: prefix, kafka: kafka, mock: mock)
    }

    /// The broker tells of new topics before it serves each of their partitions.
    static func createTopics(_ prefix: String, _ config: [String: String] = [:]) async throws {
        let isMade = await eventually(within: .seconds(30)) {
            (try? await KafkaFixture.createTopics(specs(prefix, config))) != nil
        }
        if !isMade { try await KafkaFixture.createTopics(specs(prefix, config)) }
    }

    static func specs(_ prefix: String, _ config: [String: String] = [:]) -> [TopicSpec] {
        [Topic.facts(of: .registration), .state(of: .registration), .deadLetters(of: .certification)].map {
            TopicSpec(name: prefix + $0.name, partitions: Int32($0.partitions), config: config)
        }
    }

    func relay(
        _ change: (inout RelayOptions) -> Void = { _ in }, on kafka: KafkaConfiguration? = nil,
        log: Log = MessagingFixture.log
    ) -> OutboxRelay {
        var options = RelayOptions()
        options.topicPrefix = prefix
        options.lease = .seconds(4)
        change(&options)
        return OutboxRelay(
            journal: publisher.journal, database: publisher.configuration, kafka: kafka ?? self.kafka, options: options,
            log: log, metrics: metrics)
    }

    func consumer(
        on kafka: KafkaConfiguration? = nil, handlers: [FactHandler]? = nil, projections: [Projection]? = nil,
        log: Log = MessagingFixture.log, _ change: (inout ConsumerOptions) -> Void = { _ in }
    ) -> EventConsumer {
        var options = ConsumerOptions()
        options.topicPrefix = prefix
        options.verifyInterval = .seconds(1)
        options.sweepInterval = .milliseconds(200)
        change(&options)
        return EventConsumer(
            service: .certification, database: reader.database, journal: reader.journal, kafka: kafka ?? self.kafka,
            handlers: handlers ?? [MessagingFixture.recordsEffect, MessagingFixture.recordsErasure],
            projections: projections ?? [MessagingFixture.mirrorsNotes], options: options, log: log, metrics: metrics)
    }

    static let log: Log =
        ProcessInfo.processInfo.environment["MESSAGING_TEST_LOG"] == nil ? .silent : Log(level: .debug)

    static let recordsEffect = FactHandler(.noteWritten, name: "effect") { received, unit in
        try await insert(received.id, received.key, received.sequence, received.fact.text, unit)
    }

    static let recordsErasure = FactHandler(.noteErased, name: "effect") { received, unit in
        try await insert(received.id, received.key, received.sequence, received.fact.text, unit)
    }

    static func insert(_ id: EventID, _ key: NoteID, _ sequence: Int, _ text: String, _ unit: UnitOfWork) async throws {
        unit.sql.enqueue(
            "INSERT INTO effect (event_id, key, sequence, text) VALUES (\(id), \(key.text), \(sequence), \(text))")
    }

    static let mirrorsNotes = Projection(.note, name: "note") { key, state, sql in
        guard let state else {
            sql.enqueue("DELETE FROM note WHERE key = \(key.text)")
            return
        }
        sql.enqueue(
            """
            INSERT INTO note VALUES (\(key.text), \(state.text)) ON CONFLICT (key) DO UPDATE SET text = excluded.text
            """)
    }

    /// Effects as they were had, in order.
    func effects() async throws -> [(key: String, sequence: Int, text: String)] {
        try await reader.database.query("SELECT key, sequence, text FROM effect ORDER BY id").map {
            try $0.decode((String, Int, String).self)
        }
    }

    func notes() async throws -> [String: String] {
        let rows = try await reader.database.query("SELECT key, text FROM note").map {
            try $0.decode((String, String).self)
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.0, $0.1) })
    }

    /// Waits until there are as many.
    func reached(effects: Int, notes: Int? = nil, within limit: Duration = .seconds(30)) async throws -> Bool {
        try await eventually(within: limit) {
            guard try await self.effects().count >= effects else { return false }
            guard let notes else { return true }
            return try await self.notes().count == notes
        }
    }

    func expect(
        effects: Int, notes: Int? = nil, within limit: Duration = .seconds(30),
        at place: SourceLocation = #_sourceLocation
    ) async throws {
        guard try await !reached(effects: effects, notes: notes, within: limit) else { return }
        let (there, mirrored) = (try await self.effects().count, try await self.notes().count)
        Issue.record("\(there) effects and \(mirrored) notes", sourceLocation: place)
    }

    /// Waits until as many facts stand on the topic.
    func expectStanding(
        _ count: Int, on kafka: KafkaConfiguration? = nil, at place: SourceLocation = #_sourceLocation
    ) async throws {
        let stands = try await eventually {
            try await self.records(of: .facts(of: .registration), on: kafka).count >= count
        }
        if !stands { Issue.record("fewer than \(count) records", sourceLocation: place) }
    }

    /// All records of one of registration's topics, as they stand in the partitions.
    func records(of topic: Topic, on kafka: KafkaConfiguration? = nil) async throws -> [KafkaRecord] {
        let reader = try KafkaReader(kafka ?? self.kafka)
        let found = Found()
        for partition in 0..<topic.partitions {
            try await reader.read(
                TopicPartition(topic: prefix + topic.name, partition: Int32(partition)), from: .earliest
            ) { batch in
                found.append(batch)
                return true
            }
        }
        await reader.close()
        return found.records
    }
}

final class Found: Sendable {
    private let state = Monitor<[KafkaRecord]>([])
    var records: [KafkaRecord] { state.withLock { $0 } }
    func append(_ more: [KafkaRecord]) { state.withLock { $0 += more } }
}

/// Runs parts beside the body, and stops them after it.
func running<R: Sendable>(
    _ relays: [OutboxRelay] = [], _ consumers: [EventConsumer] = [], _ body: () async throws -> R
) async throws -> R {
    let tasks =
        relays.map { relay in Task { try await relay.run() } }
        + consumers.map { consumer in Task { try await consumer.run() } }
    let result: Result<R, any Error>
    do {
        result = .success(try await body())
    } catch {
        result = .failure(error)
    }
    for relay in relays { relay.stop() }
    for consumer in consumers { consumer.stop() }
    for task in tasks { try? await task.value }
    return try result.get()
}

/// A switch that a handler looks at.
final class Flag: Sendable {
    private let state = Monitor(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}
