package import Primitives

/// The CloudEvents 1.0 attributes of one record, apart from its data (Kafka binding, binary mode: `ce_` headers).
///
/// The relay writes it from the journal, consumers read it; nothing here knows Kafka.
package struct Envelope: Hashable, Sendable {
    /// `ce_id`: the same when the record is sent again, so an inbox can tell.
    package var id: EventID
    /// `ce_source`: `/muster/<service>`.
    package var source: String
    /// `ce_type`: `org.muster.<service>.<subject>.<action>.v1`.
    package var type: String
    /// `ce_subject`: the aggregate's id, which is the record's key.
    package var subject: String
    /// `ce_time`: when it happened, by the domain's clock.
    package var time: Instant
    /// `ce_sequence`: on fact topics the number of the aggregate's fact (1, 2, 3 …), on state topics its version.
    package var sequence: Int
    /// `ce_previoustime`: the time of the aggregate's fact before this one.
    package var previousTime: Instant?
    /// `ce_epoch`: grows when history had to be published again (architecture §3, R5).
    package var epoch: Int
    /// `ce_partitionkey`.
    package var partitionKey: String
    /// `ce_traceparent`: the trace in which it happened (W3C).
    package var traceparent: String?
    /// `ce_dataschema`: names the JSON Schema of the data.
    package var dataSchema: String?
    /// `content-type` of the data; a tombstone has none.
    package var contentType: String?

    package init(
        id: EventID, source: String, type: String, subject: String, time: Instant, sequence: Int,
        previousTime: Instant? = nil, epoch: Int, partitionKey: String? = nil, traceparent: String? = nil,
        dataSchema: String? = nil, contentType: String? = Envelope.json
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.sequence = sequence
        self.previousTime = previousTime
        self.epoch = epoch
        self.partitionKey = partitionKey ?? subject
        self.traceparent = traceparent
        self.dataSchema = dataSchema
        self.contentType = contentType
    }

    package static let json = "application/json"

    /// What `ce_dataschema` holds for a type, and `$id` in its schema file.
    package static func dataSchema(ofType type: String) -> String { "urn:muster:schema:\(type)" }
}

/// Why a record's headers are no envelope. Safe to log: names the header, never its value.
package enum EnvelopeError: Error, Hashable, Sendable {
    /// Not CloudEvents 1.x in binary mode (structured mode included).
    case notCloudEvent
    case missing(String)
    case invalid(String)
    /// A header of ours twice: which one is meant cannot be known.
    case repeated(String)
}
