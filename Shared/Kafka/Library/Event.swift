import CRdKafka

/// A librdkafka event, valid during the body of `Queue.poll`.
struct Event: ~Copyable {
    private let event: OpaquePointer

    init(_ event: OpaquePointer) {
        self.event = event
    }

    enum Kind {
        case deliveries
        case record
        /// The end of a partition, at this offset.
        case end(TopicPartition, Int64)
        case partitionError(TopicPartition, KafkaError)
        case error(KafkaError)
        case assign([TopicPartition])
        case revoke([TopicPartition])
        case statistics(String)
        case log(KafkaLogLine)
        case other
    }

    var kind: Kind {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_DR: .deliveries
        case RD_KAFKA_EVENT_FETCH: .record
        case RD_KAFKA_EVENT_ERROR: errorKind
        case RD_KAFKA_EVENT_REBALANCE: rebalanceKind
        case RD_KAFKA_EVENT_STATS: rd_kafka_event_stats(event).map { .statistics(String(cString: $0)) } ?? .other
        case RD_KAFKA_EVENT_LOG: logKind
        default: .other
        }
    }

    private var errorKind: Kind {
        let code = rd_kafka_event_error(event)
        let reason = rd_kafka_event_error_string(event).map { String(cString: $0) }
        // The code of a fatal error is the code of its cause.
        let isFatal = rd_kafka_event_error_is_fatal(event) != 0
        let error = isFatal ? KafkaError(.fatal, reason ?? "", isFatal: true) : KafkaError(code, reason)
        guard let element = rd_kafka_event_topic_partition(event) else { return .error(error) }
        defer { rd_kafka_topic_partition_destroy(element) }
        let partition = TopicPartition(element.pointee)
        return code == RD_KAFKA_RESP_ERR__PARTITION_EOF
            ? .end(partition, element.pointee.offset) : .partitionError(partition, error)
    }

    private var rebalanceKind: Kind {
        let partitions = [TopicPartition](rd_kafka_event_topic_partition_list(event))
        return rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS
            ? .assign(partitions) : .revoke(partitions)
    }

    private var logKind: Kind {
        var tag: UnsafePointer<CChar>?
        var message: UnsafePointer<CChar>?
        var level: Int32 = 0
        guard rd_kafka_event_log(event, &tag, &message, &level) == 0, let tag, let message else { return .other }
        let line = KafkaLogLine(level: Int(level), tag: String(cString: tag), message: String(cString: message))
        return line.isExpected ? .other : .log(line)
    }

    /// The number of records in the event.
    var count: Int { rd_kafka_event_message_count(event) }

    /// Calls `body` for each record of the event.
    func forEachMessage(_ body: (UnsafePointer<rd_kafka_message_t>) -> Void) {
        while let message = rd_kafka_event_message_next(event) { body(message) }
    }
}

extension KafkaRecord {
    /// Copies a librdkafka message. `topic` is a parameter so that its string is not created again for each record.
    init(copying message: UnsafePointer<rd_kafka_message_t>, topic: String) {
        let raw = message.pointee
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        self.init(
            topic: topic, partition: raw.partition, offset: raw.offset,
            key: bytes(raw.key, raw.key_len), value: bytes(raw.payload, raw.len), headers: [],
            timestampMilliseconds: rd_kafka_message_timestamp(message, &kind))
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return }
        headers.reserveCapacity(rd_kafka_header_cnt(list))
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while rd_kafka_header_get_all(list, headers.count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
            guard let name else { break }
            headers.append((String(cString: name), bytes(value, size) ?? []))
        }
    }
}

/// Returns nil for NULL, which differs from empty.
private func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
    start.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: count)) }
}

extension KafkaLogLine {
    /// Whether the line is a harmless warning of every start: the gapless guarantee is called experimental, and the
    /// mock cluster does not support disabling topic creation.
    fileprivate var isExpected: Bool {
        tag == "AUTOCREATE" || (tag == "CONFWARN" && message.contains("enable.gapless.guarantee is experimental"))
    }
}
