import CRdKafka
import Executors

/// A producer's instance with what hangs on it. Records go in from any thread; one thread serves reports and events and, at
/// the end, destroys the instance.
///
/// Its locks are monitors, as everywhere in this module: ThreadSanitizer follows pthread's locks and not those of `Mutex`.
final class ProducerCore: @unchecked Sendable {  // `door` guards every use of the instance from outside its thread
    struct Door {
        /// Records are taken.
        var isOpen = true
        /// The instance may be used; true for longer than `isOpen`.
        var hasInstance = true
        /// How many long calls are using it.
        var visitors = 0
        /// Topic handles, so that a record costs no lookup by librdkafka and no wait for the topic's first metadata.
        var topics: [String: TopicHandle] = [:]
    }

    /// Marks a record of `send`: what follows is a number of the ledger. A token of `enqueue` never has it.
    static let ledgerBit: UInt64 = 1 << 63

    let client: Client
    let observer: any KafkaObserver
    let reports: ReportStream
    /// Raised whenever records have left the producer.
    let room = AsyncSignal()
    let ledger = Monitor(DeliveryLedger<CheckedContinuation<Delivery, any Error>>())
    let fatal = Monitor<KafkaError?>(nil)
    /// The serving thread's own: a fatal error that the reports' taker is told when all reports are there.
    var failing: (KafkaError, Deadline)?
    /// Set once: until when records may still be delivered.
    let closing = Monitor<Deadline?>(nil)
    let isGone = Monitor(false)
    private let door = Monitor(Door())
    private let executor = ThreadExecutor(name: "kafka-producer")

    init(_ configuration: KafkaConfiguration, options: KafkaProducerOptions, observer: any KafkaObserver)
        throws(KafkaError)
    {
        client = try Client(configuration, role: .producer(options))
        reports = ReportStream(limit: options.queueLimit)
        self.observer = observer
    }

    func start() {
        executor.submit { [self] in serve() }
        executor.shutdown()
    }

    /// Hands a record to librdkafka, which copies it. `number` comes back with the report.
    func produce(_ message: KafkaMessage, number: UInt64) throws(KafkaError) {
        let headers = headerList(message.headers)
        let failure = door.withLock { door -> KafkaError? in
            guard door.isOpen else { return KafkaError(.closed) }
            guard let topic = self.topic(message.topic, in: &door) else {
                return KafkaError(.invalidArgument, "not a topic's name: \(message.topic)")
            }
            return KafkaError.taking(produce(message, to: topic.pointer, headers: headers, number: number))
        }
        guard let failure else { return }
        if let headers { rd_kafka_headers_destroy(headers) }
        throw failure.isFatal ? (fatal.withLock { $0 } ?? failure) : failure
    }

    private func produce(
        _ message: KafkaMessage, to topic: OpaquePointer, headers: OpaquePointer?, number: UInt64
    ) -> OpaquePointer? {
        withOptionalBytes(message.key) { key, keySize in
            withOptionalBytes(message.value) { value, valueSize in
                muster_rd_kafka_produce(
                    client.handle, topic, message.partition ?? RD_KAFKA_PARTITION_UA, key, keySize, value, valueSize,
                    message.timestamp ?? 0, headers, UInt(number))
            }
        }
    }

    private func topic(_ name: String, in door: inout Door) -> TopicHandle? {
        if let known = door.topics[name] { return known }
        let topic = rd_kafka_topic_new(client.handle, name, nil).map(TopicHandle.init)
        door.topics[name] = topic
        return topic
    }

    /// Runs a short `body` while the instance cannot go away; nil after the close.
    func whileOpen<R>(_ body: (OpaquePointer) -> R) -> R? {
        door.withLock { $0.hasInstance ? body(client.handle) : nil }
    }

    /// Asks the broker about a topic; blocks the calling thread.
    func fetchMetadata(of name: String, milliseconds: Int32) {
        let topic = door.withLock { door -> TopicHandle? in
            guard door.isOpen, let topic = self.topic(name, in: &door) else { return nil }
            door.visitors += 1
            return topic
        }
        guard let topic else { return }
        var metadata: UnsafePointer<rd_kafka_metadata>?
        if rd_kafka_metadata(client.handle, 0, topic.pointer, &metadata, milliseconds) == RD_KAFKA_RESP_ERR_NO_ERROR {
            rd_kafka_metadata_destroy(metadata)
        }
        door.withLock { $0.visitors -= 1 }
    }

    /// Records are refused from now on; the thread is woken to see to the rest.
    func stopIntake() {
        door.withLock { door in
            door.isOpen = false
            if door.hasInstance { client.queue.yield() }
        }
    }

    /// Nobody gets in any more; false while a long call is still inside.
    func shut() -> Bool {
        let topics = door.withLock { door -> [TopicHandle]? in
            guard door.visitors == 0 else { return nil }
            door.hasInstance = false
            defer { door.topics = [:] }
            return Array(door.topics.values)
        }
        guard let topics else { return false }
        for topic in topics { rd_kafka_topic_destroy(topic.pointer) }
        return true
    }
}

struct TopicHandle: @unchecked Sendable {  // librdkafka's handle may be used from any thread
    let pointer: OpaquePointer
}

/// NULL for nil; an empty value still has an address, because an empty value is no tombstone.
private func withOptionalBytes<R>(_ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> R) -> R {
    guard let bytes else { return body(nil, 0) }
    return bytes.withUnsafeBytes { buffer in
        guard let start = buffer.baseAddress else { return withUnsafeBytes(of: 0 as UInt8) { body($0.baseAddress, 0) } }
        return body(start, buffer.count)
    }
}

/// librdkafka's own list; the caller's until a record was taken with it.
private func headerList(_ headers: [(name: String, value: [UInt8])]) -> OpaquePointer? {
    guard !headers.isEmpty else { return nil }
    let list = rd_kafka_headers_new(headers.count)
    for var header in headers {
        header.name.withUTF8 { name in
            name.withMemoryRebound(to: CChar.self) { name in
                withOptionalBytes(header.value) { value, size in
                    _ = rd_kafka_header_add(list, name.baseAddress, name.count, value, size)
                }
            }
        }
    }
    return list
}
