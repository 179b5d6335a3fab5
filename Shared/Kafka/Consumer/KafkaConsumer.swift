import Executors

/// A member of a consumer group, on a thread of its own that never waits for the delegate: it goes on polling, so that a slow
/// handler never costs the membership.
///
/// Each partition has a queue of its own inside librdkafka, which stops fetching when it is full. So a partition that is in
/// hand, held or paused costs no more than `prefetchKilobytes`, and the others go on.
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

    /// Joins the group and serves the delegate until `stop` or cancellation. Runs once.
    ///
    /// Topics that do not exist yet are joined when they appear. Troubles that pass (a broker away) go to the observer.
    /// - Throws: what the delegate threw, a fatal `KafkaError` (another member uses our `instanceID`), or `.invalidArgument` for
    ///   a wrong setting; after the group was left.
    package func run(_ delegate: any KafkaConsumerDelegate) async throws {
        guard mailbox.take() else { throw KafkaError(.invalidArgument, "a consumer runs once") }
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

    /// Lets `run` return: work in hand may finish within `handoverPatience`, then the group is left within `closePatience`.
    package func stop() {
        mailbox.send(.stop)
    }

    /// No more records of that partition are given until `resume`; the work in hand is not affected. Ends with the assignment.
    package func pause(_ partition: TopicPartition) {
        mailbox.send(.pause(partition))
    }

    package func resume(_ partition: TopicPartition) {
        mailbox.send(.resume(partition))
    }

    /// Goes on reading there, after the work in hand. A partition that is not ours is left alone.
    package func seek(_ partition: TopicPartition, to offset: StartOffset) {
        mailbox.send(.seek(partition, offset))
    }
}
