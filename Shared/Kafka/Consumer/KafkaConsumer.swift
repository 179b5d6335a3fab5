/// A member of a consumer group on a thread of its own.
package final class KafkaConsumer: Sendable {
    package init(
        _ configuration: KafkaConfiguration, group: String, topics: [String], options: KafkaConsumerOptions = .init(),
        observer: any KafkaObserver = NoKafkaObserver()
    ) {
    }

    /// Joins the group and serves the delegate until `stop` or cancellation; throws a fatal `KafkaError` or the delegate's.
    package func run(_ delegate: any KafkaConsumerDelegate) async throws { fatalError("not yet") }

    /// Lets `run` return, within the options' `handoverPatience` and `closePatience`.
    package func stop() { fatalError("not yet") }

    package func pause(_ partition: TopicPartition) { fatalError("not yet") }

    package func resume(_ partition: TopicPartition) { fatalError("not yet") }

    package func seek(_ partition: TopicPartition, to offset: StartOffset) { fatalError("not yet") }
}
