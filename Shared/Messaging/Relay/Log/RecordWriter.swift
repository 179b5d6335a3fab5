import Contracts
import Kafka
import Primitives

/// Creates the record for a journal row. Headers are written as bytes, the payload is not parsed.
///
/// Values that are the same in every record are encoded once. The output equals that of `Envelope.headers`; a test
/// compares them.
struct RecordWriter {
    private let topicPrefix: String
    private let source: [UInt8]
    private let version = Array("1.0".utf8)
    private let json = Array(Envelope.json.utf8)
    private let epoch: [UInt8]
    private var types: [String: (type: [UInt8], schema: [UInt8])] = [:]

    init(service: ServiceName, epoch: Int64, topicPrefix: String) {
        self.topicPrefix = topicPrefix
        source = Array(service.source.utf8)
        self.epoch = Array(String(epoch).utf8)
    }

    mutating func message(_ row: JournalRow) -> KafkaMessage {
        let key = Array(row.name.key.utf8)
        let type = bytes(ofType: row.type)
        var headers: [(name: String, value: [UInt8])] = []
        headers.reserveCapacity(13)
        headers.append(("ce_specversion", version))
        headers.append(("ce_id", Array(row.event.description.utf8)))
        headers.append(("ce_source", source))
        headers.append(("ce_type", type.type))
        headers.append(("ce_subject", key))
        headers.append(("ce_time", Self.time(row.occurredAt)))
        headers.append(("ce_sequence", Array(String(row.sequence).utf8)))
        if let previous = row.previousAt { headers.append(("ce_previoustime", Self.time(previous))) }
        headers.append(("ce_epoch", epoch))
        headers.append(("ce_partitionkey", key))
        if let traceparent = row.traceparent { headers.append(("ce_traceparent", Array(traceparent.utf8))) }
        headers.append(("ce_dataschema", type.schema))
        if row.payload != nil { headers.append(("content-type", json)) }
        return KafkaMessage(
            topic: topicPrefix.isEmpty ? row.name.topic : topicPrefix + row.name.topic, key: key,
            value: row.payload.map { Array($0.utf8) }, headers: headers)
    }

    private mutating func bytes(ofType type: String) -> (type: [UInt8], schema: [UInt8]) {
        if let known = types[type] { return known }
        let made = (Array(type.utf8), Array(Envelope.dataSchema(ofType: type).utf8))
        types[type] = made
        return made
    }

    /// Converts `2026-03-01 12:00:00.25+00` to RFC 3339. Sessions use UTC, so the offset is always `+00`.
    static func time(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        guard bytes.count > 13, bytes[10] == UInt8(ascii: " "), bytes.suffix(3).elementsEqual("+00".utf8) else {
            return bytes
        }
        bytes[10] = UInt8(ascii: "T")
        bytes.removeLast(3)
        bytes.append(UInt8(ascii: "Z"))
        return bytes
    }
}
