import Contracts
import FoundationEssentials
import JSONTree
import Kafka
import Primitives

/// A record with its parsed envelope. The topic has the catalogue's name, without a prefix.
struct IncomingRecord: Sendable {
    let topic: Topic
    let partition: Int32
    let offset: Int64
    /// The key; nil if there is none or it is not text that a table can store.
    let key: String?
    let value: [UInt8]?
    let headers: [Envelope.Header]
    let timestampMilliseconds: Int64
    let envelope: Envelope?
    /// The reason why there is no envelope.
    let defect: String?

    init(_ record: KafkaRecord, topic: Topic) {
        self.topic = topic
        partition = record.partition
        offset = record.offset
        key = record.key.flatMap { $0.contains(0) ? nil : String(validating: $0, as: UTF8.self) }
        value = record.value
        headers = record.headers
        timestampMilliseconds = record.timestampMilliseconds
        do {
            envelope = try Envelope(headers: record.headers, key: record.key)
            defect = nil
        } catch {
            envelope = nil
            defect = "not a CloudEvent: \(error)"
        }
    }

    /// Creates a record from its row in the table of deferred facts.
    init(
        topic: Topic, partition: Int32, offset: Int64, key: String, value: [UInt8]?, headers: [Envelope.Header]
    ) throws {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.key = key
        self.value = value
        self.headers = headers
        timestampMilliseconds = -1
        envelope = try Envelope(headers: headers, key: Array(key.utf8))
        defect = nil
    }

    var head: RecordHead {
        RecordHead(offset: offset, event: envelope?.id, epoch: envelope.map { Int64($0.epoch) })
    }

    var name: AggregateName { AggregateName(topic: topic.name, key: envelope?.subject ?? key ?? "") }

    /// The headers as stored in a table.
    var headersJSON: JSON { HeaderCodec.json(headers) }
}

/// Encodes headers for a table: an array of pairs, because order and repetition matter. Values that are not UTF-8 are
/// base64.
enum HeaderCodec {
    static func json(_ headers: [Envelope.Header]) -> JSON {
        .array(
            headers.map { name, value in
                if let text = String(validating: value, as: UTF8.self), !text.utf8.contains(0) {
                    return .array([.string(name), .string(text)])
                }
                return .array([.string(name), .string(Data(value).base64EncodedString()), .bool(true)])
            })
    }

    static func headers(_ json: JSON) -> [Envelope.Header] {
        (json.array ?? []).compactMap { pair in
            guard let name = pair[0]?.string, let text = pair[1]?.string else { return nil }
            guard pair[2] != nil else { return (name, Array(text.utf8)) }
            return (name, Array(Data(base64Encoded: text) ?? Data()))
        }
    }
}
