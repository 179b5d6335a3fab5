/// What one consumer's owner may choose.
package struct KafkaConsumerOptions: Sendable {
    /// `group.instance.id`: a member that comes back under the same name within `sessionTimeout` gets its partitions again
    /// without a rebalance.
    package var instanceID: String?
    ///
    /// It is also how long the partitions of a member that died stay unread. (The mock cluster lets every rebalance after a
    /// group's first take this time less a second.)
    package var sessionTimeout: Duration = .seconds(10)
    /// A batch is closed at either bound.
    package var batchRecords = 500
    package var batchBytes = 1 << 20
    /// How much is fetched ahead for each partition.
    package var prefetchKilobytes = 1024
    /// How long work in hand may take to finish when its partition is taken away or the consumer stops; then it is cancelled
    /// and abandoned, and its outcome is ignored.
    package var handoverPatience: Duration = .seconds(10)
    /// At most so often is `reachedEnd` told of one partition while records trickle in; the last end is always told.
    package var endInterval: Duration = .seconds(1)
    /// How long leaving the group may take.
    package var closePatience: Duration = .seconds(5)

    package init() {}
}
