/// The broker's word that it has a record.
package struct Delivery: Hashable, Sendable {
    /// The broker has the record and did not say where; see `DeliveryReport.offset`.
    package static let unknownOffset: Int64 = -1

    package let partition: Int32
    package let offset: Int64
}

/// What became of one record given to `KafkaProducer.enqueue`.
package struct DeliveryReport: Sendable {
    /// The number that `enqueue` was given.
    package let token: UInt64
    package let topic: String
    package let partition: Int32
    /// -1 when unknown. librdkafka 2.0.2 counts on from -1 when the broker answers that it has a batch already, so this
    /// producer says -1 for every record of such a batch: read them back.
    package let offset: Int64
    /// How many records shared the broker's answer. An error of one record fails its whole batch: only with 1 is it sure
    /// that this very record is at fault.
    package let batchSize: Int
    package let error: KafkaError?
}
