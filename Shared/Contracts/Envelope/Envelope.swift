package import Primitives

/// The CloudEvents 1.0 attributes of one record, apart from its data (Kafka binding, binary mode: `ce_` headers).
///
/// The relay writes it from the journal, and consumers read it. It does not depend on Kafka.
package struct Envelope: Hashable, Sendable {
    /// `ce_id`: the same if the record is sent again, so that an inbox recognizes the repetition.
    package var id: EventID
    /// `ce_source`: `/muster/<service>`.
    package var source: String
    /// `ce_type`: `org.muster.<service>.<subject>.<action>.v1`.
    package var type: String
    /// `ce_subject`: the aggregate's id, which is the record's key.
    package var subject: String
    /// `ce_time`: the time of the change, by the domain clock.
    package var time: Instant
    /// `ce_sequence`: on fact topics the number of the aggregate's fact (1, 2, 3 …), on state topics the state's
    /// version.
    package var sequence: Int
    /// `ce_previoustime`: the time of the aggregate's previous fact.
    package var previousTime: Instant?
    /// `ce_epoch`: increases each time that history is published again.
    package var epoch: Int
    /// `ce_partitionkey`.
    package var partitionKey: String
    /// `ce_traceparent`: the trace of the change (W3C Trace Context).
    package var traceparent: String?
    /// `ce_dataschema`: the name of the data's JSON Schema.
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

    /// Returns the name of a type's schema: the value of `ce_dataschema`, and of `$id` in the schema file.
    package static func dataSchema(ofType type: String) -> String { "urn:muster:schema:\(type)" }
}

/// The reason why a record's headers are not an envelope. It names the header, never its value, so it may be logged.
package enum EnvelopeError: Error, Hashable, Sendable {
    /// The record is not CloudEvents 1.x in binary mode; structured mode is not supported.
    case notCloudEvent
    case missing(String)
    case invalid(String)
    /// A known header is present more than once, so its value is ambiguous.
    case repeated(String)
}
