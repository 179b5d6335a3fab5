import Executors

/// A member of a consumer group on its own thread. The thread never waits for the delegate and continues to poll, so a
/// slow handler does not lose the membership.
///
/// Each partition has its own queue in librdkafka, which stops fetching when the queue is full. A partition that is
/// busy, waiting or paused therefore uses at most `prefetchKilobytes`, and the others continue.
///
/// ```swift
/// let consumer = KafkaConsumer(configuration, group: "certification", topics: ["registration.facts"])
/// try await consumer.run(delegate)     // until stop()
/// ```
package final class KafkaConsumer: Sendable {
    private let configuration: KafkaConfiguration
    private let group: String
    private let topics: [String]
    private let options: KafkaConsumerOptions
    private let observer: any KafkaObserver
    private let mailbox = ConsumerMailbox()

    package init(
        _ configuration: KafkaConfiguration, group: String, topics: [String], options: KafkaConsumerOptions = .init(),
        observer: any KafkaObserver = NoKafkaObserver()
    ) {
        self.configuration = configuration
        self.group = group
        self.topics = topics
        self.options = options
        self.observer = observer
    }

    /// Joins the group and serves the delegate until `stop` or cancellation. May be called once.
    ///
    /// Topics that do not exist yet are joined when they appear. Transient errors, such as an unreachable broker, are
    /// reported to the observer.
    /// - Throws: the delegate's error, a fatal `KafkaError` (another member uses our `instanceID`), or
    ///   `.invalidArgument` for an invalid setting, each after the group was left.
    package func run(_ delegate: any KafkaConsumerDelegate) async throws {
        guard mailbox.start() else { throw KafkaError(.invalidArgument, "a consumer runs once") }
        try await withTaskCancellationHandler {
            try await onOwnThread("kafka-consumer") { [self] in
                let loop = try ConsumerLoop(
                    configuration, group: group, topics: topics, options: options, observer: observer,
                    delegate: delegate, mailbox: mailbox)
                try loop.run()
            }
        } onCancel: {
            stop()
        }
    }

    /// Stops `run`. Work in progress may finish within `handoverTimeout`, then the group is left within `closeTimeout`.
    package func stop() {
        mailbox.send(.stop)
    }

    /// Stops delivering records of a partition until `resume`. Work in progress is not affected. Ends with the
    /// assignment.
    package func pause(_ partition: TopicPartition) {
        mailbox.send(.pause(partition))
    }

    package func resume(_ partition: TopicPartition) {
        mailbox.send(.resume(partition))
    }

    /// Continues reading at an offset after the work in progress. Has no effect if the partition is not assigned.
    package func seek(_ partition: TopicPartition, to offset: StartOffset) {
        mailbox.send(.seek(partition, offset))
    }
}
