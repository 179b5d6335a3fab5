import Contracts
import Executors
import Kafka
import Primitives
import Synchronization

/// Writes dead letters to the service's topic, with their origin in the headers. The client is created for the first
/// letter, because most services never need it.
final class DeadLetterProducer: Sendable {
    private let configuration: KafkaConfiguration
    private let topic: String
    private let topicPrefix: String
    private let service: ServiceName
    private let producer = Mutex<KafkaProducer?>(nil)
    private let sent = Mutex<Set<Place>>([])

    init(_ configuration: KafkaConfiguration, topicPrefix: String, service: ServiceName) {
        self.configuration = configuration
        self.topicPrefix = topicPrefix
        self.service = service
        topic = topicPrefix + Topic.deadLetters(of: service).name
    }

    /// Sends the letter unless this process has already sent it: the transaction that records it may fail repeatedly.
    func sendOnce(_ record: IncomingRecord, reason: String) async throws {
        let place = Place(record)
        guard !sent.withLock({ $0.contains(place) }) else { return }
        try await send(record, reason: reason)
        sent.withLock { _ = $0.insert(place) }
    }

    /// Forgets the letter, because its transaction has committed.
    func forget(_ record: IncomingRecord) {
        sent.withLock { _ = $0.remove(Place(record)) }
    }

    private struct Place: Hashable {
        let topic: String
        let partition: Int32
        let offset: Int64
        let event: EventID?

        init(_ record: IncomingRecord) {
            topic = record.topic.name
            partition = record.partition
            offset = record.offset
            event = record.envelope?.id
        }
    }

    /// Sends a letter and returns when the broker has it. Personal data is omitted: a profile's letter has no value. If
    /// the letter is too large with the added headers, its value is omitted, then also its own headers and key. The
    /// original record is still at the place that the headers name, and its partition continues.
    private func send(_ record: IncomingRecord, reason: String) async throws {
        let origin = origin(of: record, reason: reason)
        let isPersonal = record.topic.kind == .profiles
        let withheld = Self.withheld(isPersonal ? "personal" : "too large")
        let key = record.key.map { Array($0.utf8) }
        let whole = KafkaMessage(
            topic: topic, key: key, value: isPersonal ? nil : record.value,
            headers: record.headers + origin + (isPersonal ? [withheld] : []))
        let withoutValue = KafkaMessage(
            topic: topic, key: key, value: nil, headers: record.headers + origin + [withheld])
        let withoutContent = KafkaMessage(topic: topic, key: nil, value: nil, headers: origin + [withheld])
        for message in [whole, withoutValue] {
            do {
                return try await send(message)
            } catch let error as KafkaError where error.isRecordError && !error.isFatal {}
        }
        try await send(withoutContent)
    }

    private func origin(of record: IncomingRecord, reason: String) -> [Envelope.Header] {
        [
            ("dlq_topic", topicPrefix + record.topic.name), ("dlq_partition", String(record.partition)),
            ("dlq_offset", String(record.offset)), ("dlq_timestamp", String(record.timestampMilliseconds)),
            ("dlq_group", "\(topicPrefix)muster.\(service.rawValue)"), ("dlq_service", service.rawValue),
            ("dlq_reason", String(reason.prefix(2000))), ("dlq_time", Instant.now.description),
        ].map { ($0, Array($1.utf8)) }
    }

    private static func withheld(_ cause: String) -> Envelope.Header { ("dlq_body", Array("withheld: \(cause)".utf8)) }

    private func send(_ message: KafkaMessage) async throws {
        let producer = try await currentProducer()
        do {
            _ = try await producer.send(message)
        } catch {
            if producer.fatal != nil { await replace(producer) }
            throw error
        }
    }

    func close() async {
        let producer = self.producer.withLock { current in
            defer { current = nil }
            return current
        }
        await producer?.close(deadline: .after(.seconds(2)))
    }

    private func currentProducer() async throws -> KafkaProducer {
        if let producer = producer.withLock({ $0 }) { return producer }
        let created = try await KafkaProducer.start(configuration)
        await created.warm(topics: [topic])
        let current = producer.withLock { current in
            current = current ?? created
            return current ?? created
        }
        if current !== created { await created.close(deadline: .after(.seconds(1))) }
        return current
    }

    private func replace(_ broken: KafkaProducer) async {
        producer.withLock { if $0 === broken { $0 = nil } }
        await broken.close(deadline: .after(.seconds(1)))
    }
}
