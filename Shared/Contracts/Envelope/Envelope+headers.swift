import Primitives

extension Envelope {
    /// A header of a Kafka record.
    package typealias Header = (name: String, value: [UInt8])

    /// The record's headers in a fixed order.
    package var headers: [Header] {
        let attributes: [(String, String?)] = [
            ("ce_specversion", "1.0"), ("ce_id", id.description), ("ce_source", source), ("ce_type", type),
            ("ce_subject", subject), ("ce_time", time.description), ("ce_sequence", String(sequence)),
            ("ce_previoustime", previousTime?.description), ("ce_epoch", String(epoch)),
            ("ce_partitionkey", partitionKey), ("ce_traceparent", traceparent), ("ce_dataschema", dataSchema),
            ("content-type", contentType),
        ]
        return attributes.compactMap { name, value in value.map { (name, Array($0.utf8)) } }
    }

    /// Reads a record's headers. Unknown headers and extensions are ignored.
    ///
    /// `ce_subject` may be absent if the record has a key, which has the same value.
    ///
    /// - Throws: `EnvelopeError` if a known header is missing, invalid or repeated, or if `ce_subject` and the key
    ///   differ.
    package init(headers: [Header], key: [UInt8]?) throws(EnvelopeError) {
        var values = try Envelope.attributes(of: headers)
        guard values["ce_specversion"]?.hasPrefix("1.") == true else { throw .notCloudEvent }
        func required(_ name: String) throws(EnvelopeError) -> String {
            guard let value = values[name] else { throw .missing(name) }
            guard !value.isEmpty else { throw .invalid(name) }
            return value
        }
        func parsed<Value: LosslessStringConvertible>(_ name: String) throws(EnvelopeError) -> Value {
            guard let value = Value(try required(name)) else { throw .invalid(name) }
            return value
        }
        if let key {
            guard let text = Self.text(key) else { throw .invalid("key") }
            guard values["ce_subject"] == nil || values["ce_subject"] == text else { throw .invalid("ce_subject") }
            values["ce_subject"] = text
        }
        let subject = try required("ce_subject")
        self.init(
            id: try parsed("ce_id"), source: try required("ce_source"), type: try required("ce_type"),
            subject: subject, time: try parsed("ce_time"), sequence: try parsed("ce_sequence"),
            previousTime: values["ce_previoustime"] == nil ? nil : try parsed("ce_previoustime"),
            epoch: values["ce_epoch"] == nil ? 0 : try parsed("ce_epoch"),
            partitionKey: values["ce_partitionkey"] ?? subject, traceparent: values["ce_traceparent"],
            dataSchema: values["ce_dataschema"], contentType: values["content-type"])
        guard sequence > 0 else { throw .invalid("ce_sequence") }
        guard epoch >= 0 else { throw .invalid("ce_epoch") }
    }

    private static let known: Set<String> = [
        "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_sequence", "ce_previoustime",
        "ce_epoch", "ce_partitionkey", "ce_traceparent", "ce_dataschema", "content-type",
    ]

    /// Returns UTF-8 text without NUL, which CloudEvents forbids and PostgreSQL cannot store in `text`; nil for other
    /// bytes.
    private static func text(_ bytes: [UInt8]) -> String? {
        bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    private static func attributes(of headers: [Header]) throws(EnvelopeError) -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in headers where known.contains(name) {
            guard let text = text(value) else { throw .invalid(name) }
            guard values.updateValue(text, forKey: name) == nil else { throw .repeated(name) }
        }
        return values
    }
}
