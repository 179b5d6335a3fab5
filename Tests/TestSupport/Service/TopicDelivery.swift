import Contracts
import Kafka
import Primitives
import ServiceKit

@testable import Messaging

/// The service's own consumer without a broker: records are handed to it as its Kafka client would hand them.
/// Positions, inbox, order and the sweep of deferred facts are the real ones.
actor TopicDelivery {
    private let consumer: EventConsumer
    private let kafka = KafkaConfiguration(bootstrapServers: "127.0.0.1:1")
    private let service: ServiceName
    private var delegate: ConsumerDelegate?
    private var sweep: Task<Void, Never>?
    private var records: [String: [KafkaRecord]] = [:]
    private var numbers: [String: Int] = [:]
    /// The delivery before: a partition's records come one after the other.
    private var last: Task<Void, any Error>?

    init(_ context: ServiceContext, _ parts: ServiceParts) {
        service = context.service
        consumer = EventConsumer(
            service: context.service, database: context.database, journal: context.journal, kafka: kafka,
            handlers: parts.handlers, projections: parts.projections, log: context.log)
    }

    deinit { consumer.stop() }

    /// Delivers a record `times` times, and returns when it was handled or deferred.
    func deliver(
        _ type: some CatalogueEntry, _ key: String, _ value: [UInt8]?, at time: Instant, times: Int = 1
    ) async throws {
        let previous = last
        let task = Task {
            _ = await previous?.result
            let headers = envelope(type, key, at: time).headers
            for _ in 0..<times { try await take(type.topic, key, value, headers) }
        }
        last = task
        try await task.value
    }

    private func envelope(_ type: some CatalogueEntry, _ key: String, at time: Instant) -> Envelope {
        let aggregate = type.topic.isCompacted ? "\(type.name) \(key)" : "\(type.topic.name) \(key)"
        let number = numbers[aggregate, default: 0] + 1
        numbers[aggregate] = number
        return Envelope(
            id: .new(), source: "/muster/test", type: type.name, subject: key, time: time, sequence: number, epoch: 1)
    }

    private func take(_ topic: Topic, _ key: String, _ value: [UInt8]?, _ headers: [Envelope.Header]) async throws {
        let partition = TopicPartition(topic: topic.name, partition: 0)
        let offset = Int64(records[topic.name]?.count ?? 0)
        let record = KafkaRecord(
            topic: topic.name, partition: 0, offset: offset, key: Array(key.utf8), value: value, headers: headers)
        records[topic.name, default: []].append(record)
        let delegate = try await start()
        var flow = try await delegate.records([record], of: partition)
        if case .seek = flow { flow = try await delegate.records(records[topic.name] ?? [], of: partition) }
        guard flow == .next else { throw NotHandled(flow: flow) }
    }

    private func start() async throws -> ConsumerDelegate {
        if let delegate { return delegate }
        let deadLetters = DeadLetterProducer(kafka, topicPrefix: "", service: service)
        let delegate = ConsumerDelegate(
            consumer: consumer, kafka: KafkaConsumer(kafka, group: "test", topics: []), deadLetters: deadLetters)
        self.delegate = delegate
        sweep = Task { [consumer] in await DeferredSweep(consumer: consumer, deadLetters: deadLetters).run() }
        _ = try await delegate.assigned(consumer.topics.map { TopicPartition(topic: $0.name, partition: 0) })
        return delegate
    }

    struct NotHandled: Error {
        let flow: Flow
    }
}
