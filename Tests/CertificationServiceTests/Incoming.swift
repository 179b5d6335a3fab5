import Contracts
import Kafka
import Primitives
import ServiceKit
import Synchronization
import TestSupport

@testable import Messaging

/// What other services publish, handed to the service's own consumer as its Kafka client would: positions, inbox, guards
/// and the sweep of facts put aside are the real ones, only the broker is not there.
final class Incoming: Sendable {
    private struct Log {
        var records: [String: [KafkaRecord]] = [:]
        var numbers: [String: Int] = [:]
    }

    private let consumer: EventConsumer
    private let delegate: ConsumerDelegate
    private let sweep: Task<Void, Never>
    private let log = Mutex(Log())

    init(_ fixture: ServiceFixture) async throws {
        let kafka = KafkaConfiguration(bootstrapServers: "127.0.0.1:1")
        let context = fixture.context
        let consumer = EventConsumer(
            service: .certification, database: context.database, journal: context.journal, kafka: kafka,
            handlers: fixture.service.parts.handlers, projections: fixture.service.parts.projections)
        let deadLetters = DeadLetterProducer(kafka, topicPrefix: "", service: .certification)
        self.consumer = consumer
        delegate = ConsumerDelegate(
            consumer: consumer, kafka: KafkaConsumer(kafka, group: "test", topics: []), deadLetters: deadLetters)
        sweep = Task { await DeferredSweep(consumer: consumer, deadLetters: deadLetters).run() }
        _ = try await delegate.assigned(consumer.topics.map { TopicPartition(topic: $0.name, partition: 0) })
    }

    func stop() async {
        consumer.stop()
        await sweep.value
    }

    /// A fact of an aggregate, its next one; given `times` times with the same id, as after a lost acknowledgement.
    func fact<Key, Payload>(
        _ event: EventType<Key, Payload>, _ payload: Payload, of key: Key, at time: Instant, times: Int = 1
    ) async throws {
        let headers = envelope(event, key.description, at: time).headers
        for _ in 0..<times { try await take(event.topic, key.description, try payload.encoded(), headers) }
    }

    func state<Key, Payload>(
        _ state: StateType<Key, Payload>, _ payload: Payload, of key: Key, at time: Instant
    ) async throws {
        let headers = envelope(state, key.description, at: time).headers
        try await take(state.topic, key.description, try payload.encoded(), headers)
    }

    func tombstone<Key, Payload>(_ state: StateType<Key, Payload>, of key: Key, at time: Instant) async throws {
        let headers = envelope(state, key.description, at: time).headers
        try await take(state.topic, key.description, nil, headers)
    }

    private func envelope(_ type: some CatalogueEntry, _ key: String, at time: Instant) -> Envelope {
        let aggregate = type.topic.isCompacted ? "\(type.name) \(key)" : "\(type.topic.name) \(key)"
        let number = log.withLock { log in
            log.numbers[aggregate, default: 0] += 1
            return log.numbers[aggregate] ?? 1
        }
        return Envelope(
            id: .new(), source: "/muster/test", type: type.name, subject: key, time: time, sequence: number, epoch: 1)
    }

    private func take(_ topic: Topic, _ key: String, _ value: [UInt8]?, _ headers: [Envelope.Header]) async throws {
        let partition = TopicPartition(topic: topic.name, partition: 0)
        let (record, all) = log.withLock { log in
            let offset = Int64(log.records[topic.name]?.count ?? 0)
            let record = KafkaRecord(
                topic: topic.name, partition: 0, offset: offset, key: Array(key.utf8), value: value, headers: headers)
            log.records[topic.name, default: []].append(record)
            return (record, log.records[topic.name] ?? [])
        }
        let flow = try await delegate.records([record], of: partition)
        if case .seek = flow {
            guard try await delegate.records(all, of: partition) == .next else { throw NotTaken(flow: flow) }
        } else if flow != .next {
            throw NotTaken(flow: flow)
        }
    }

    struct NotTaken: Error {
        let flow: Flow
    }
}
