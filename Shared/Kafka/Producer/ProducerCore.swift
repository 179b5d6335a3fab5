import CRdKafka
import Executors

/// A producer's instance and its state. Any thread may add records. One thread serves reports and events and finally
/// destroys the instance.
///
/// The locks are monitors, as everywhere in this module, because ThreadSanitizer follows pthread locks but not `Mutex`.
final class ProducerCore: @unchecked Sendable {  // `access` guards every use of the instance from outside its thread
    struct Access {
        /// Whether records are accepted.
        var isOpen = true
        /// Whether the instance may be used; true for longer than `isOpen`.
        var hasInstance = true
        /// The number of long calls in progress.
        var longCalls = 0
        /// Topic handles, so that a record needs no lookup in librdkafka and no wait for the topic's first metadata.
        var topics: [String: TopicHandle] = [:]
    }

    /// Marks a record of `send`, whose remaining bits are a ledger number. Tokens of `enqueue` never have this bit.
    static let ledgerBit: UInt64 = 1 << 63

    let client: Client
    let observer: any KafkaObserver
    let reports: ReportStream
    /// Raised whenever records have left the producer.
    let room = AsyncSignal()
    let ledger = Monitor(DeliveryLedger<CheckedContinuation<Delivery, any Error>>())
    let fatal = Monitor<KafkaError?>(nil)
    /// A fatal error that ends the reports once all have arrived. Used by the serving thread only.
    var failing: (KafkaError, Deadline)?
    /// Set once: the deadline until which records may still be delivered.
    let closing = Monitor<Deadline?>(nil)
    let isGone = Monitor(false)
    private let access = Monitor(Access())
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

    /// Passes a record to librdkafka, which copies it. The report has the same `number`.
    func produce(_ message: KafkaMessage, number: UInt64) throws(KafkaError) {
        let headers = headerList(message.headers)
        let failure = access.withLock { access -> KafkaError? in
            guard access.isOpen else { return KafkaError(.closed) }
            guard let topic = self.topic(message.topic, in: &access) else {
                return KafkaError(.invalidArgument, "invalid topic name: \(message.topic)")
            }
            return KafkaError.consuming(produce(message, to: topic.pointer, headers: headers, number: number))
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

    private func topic(_ name: String, in access: inout Access) -> TopicHandle? {
        if let known = access.topics[name] { return known }
        let topic = rd_kafka_topic_new(client.handle, name, nil).map(TopicHandle.init)
        access.topics[name] = topic
        return topic
    }

    /// Runs a short `body` while the instance is guaranteed to exist. Returns nil after the close.
    func whileOpen<R>(_ body: (OpaquePointer) -> R) -> R? {
        access.withLock { $0.hasInstance ? body(client.handle) : nil }
    }

    /// Requests a topic's metadata from the broker. Blocks the calling thread.
    func fetchMetadata(of name: String, milliseconds: Int32) {
        let topic = access.withLock { access -> TopicHandle? in
            guard access.isOpen, let topic = self.topic(name, in: &access) else { return nil }
            access.longCalls += 1
            return topic
        }
        guard let topic else { return }
        var metadata: UnsafePointer<rd_kafka_metadata>?
        if rd_kafka_metadata(client.handle, 0, topic.pointer, &metadata, milliseconds) == RD_KAFKA_RESP_ERR_NO_ERROR {
            rd_kafka_metadata_destroy(metadata)
        }
        access.withLock { $0.longCalls -= 1 }
    }

    /// Refuses further records and wakes the thread to finish the rest.
    func stopIntake() {
        access.withLock { access in
            access.isOpen = false
            if access.hasInstance { client.queue.yield() }
        }
    }

    /// Prevents further use of the instance. Returns false while a long call is in progress.
    func closeAccess() -> Bool {
        let topics = access.withLock { access -> [TopicHandle]? in
            guard access.longCalls == 0 else { return nil }
            access.hasInstance = false
            defer { access.topics = [:] }
            return Array(access.topics.values)
        }
        guard let topics else { return false }
        for topic in topics { rd_kafka_topic_destroy(topic.pointer) }
        return true
    }
}

struct TopicHandle: @unchecked Sendable {  // librdkafka's handle may be used from any thread
    let pointer: OpaquePointer
}

/// Calls `body` with NULL for nil. Empty bytes have an address, because an empty value is not a tombstone.
private func withOptionalBytes<R>(_ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> R) -> R {
    guard let bytes else { return body(nil, 0) }
    return bytes.withUnsafeBytes { buffer in
        guard let start = buffer.baseAddress else { return withUnsafeBytes(of: 0 as UInt8) { body($0.baseAddress, 0) } }
        return body(start, buffer.count)
    }
}

/// Creates librdkafka's header list. The caller owns it until a record was accepted with it.
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
