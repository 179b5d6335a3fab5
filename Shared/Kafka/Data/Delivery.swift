/// The broker's acknowledgement of a record.
package struct Delivery: Hashable, Sendable {
    /// The broker has the record but did not report its offset; see `DeliveryReport.offset`.
    package static let unknownOffset: Int64 = -1

    package let partition: Int32
    package let offset: Int64
}

/// The outcome of a record passed to `KafkaProducer.enqueue`.
package struct DeliveryReport: Sendable {
    /// The token passed to `enqueue`.
    package let token: UInt64
    package let topic: String
    package let partition: Int32
    /// The offset, or -1 if unknown. If the broker already has a batch, librdkafka 2.0.2 reports -1 and counts up from
    /// there, so this producer reports -1 for every record of such a batch. Read the records to find their offsets.
    package let offset: Int64
    /// The number of records that share the broker's response. An error of one record fails its whole batch, so this
    /// record is certainly at fault only if the size is 1.
    package let batchSize: Int
    package let error: KafkaError?
}
