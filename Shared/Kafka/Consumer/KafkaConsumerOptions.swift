/// The options of a consumer.
package struct KafkaConsumerOptions: Sendable {
    /// `group.instance.id`: a member that returns under the same name within `sessionTimeout` gets its partitions back
    /// without a rebalance.
    package var instanceID: String?
    /// How long the partitions of a member that died stay unread. (In the mock cluster every rebalance after a group's
    /// first takes this time less one second.)
    package var sessionTimeout: Duration = .seconds(10)
    /// A batch is complete when it reaches either limit.
    package var batchRecords = 500
    package var batchBytes = 1 << 20
    /// How much is fetched ahead for each partition.
    package var prefetchKilobytes = 1024
    /// How long work in progress may take to finish when its partition is revoked or the consumer stops. After that it
    /// is cancelled and abandoned, and its outcome is ignored.
    package var handoverTimeout: Duration = .seconds(10)
    /// The minimum time between two `reachedEnd` calls for a partition while records trickle in. The last end is always
    /// reported.
    package var endInterval: Duration = .seconds(1)
    /// How long leaving the group may take.
    package var closeTimeout: Duration = .seconds(5)

    package init() {}
}
