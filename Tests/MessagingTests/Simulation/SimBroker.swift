import Kafka
import Messaging
import Primitives

struct SimRecord: Hashable {
    let event: EventID
    let name: AggregateName
    let isState: Bool
    let sequence: Int64
    let epoch: Int64
    let value: Int?
    let at: Int
}

/// A cluster's partitions. Deleting and truncating records keeps its identity.
struct SimCluster {
    let id: String
    var logs: [TopicPartition: [SimRecord]] = [:]

    static let partitions =
        (0..<2).map { TopicPartition(topic: SimJournal.factTopic, partition: $0) }
        + [TopicPartition(topic: SimJournal.stateTopic, partition: 0)]

    static func partition(of name: AggregateName) -> TopicPartition {
        let number = name.topic == SimJournal.factTopic ? Int32(name.key.utf8.last! % 2) : 0
        return TopicPartition(topic: name.topic, partition: number)
    }

    init(id: String) {
        self.id = id
        for partition in Self.partitions { logs[partition] = [] }
    }

    /// The last record of each key on the state topic, which compaction keeps and a new subscriber reads.
    var lastStates: [String: SimRecord] {
        var last: [String: SimRecord] = [:]
        for record in logs[Self.partitions[2]]! { last[record.name.key] = record }
        return last
    }
}

/// A producer's queue, in order, with reports after each delivery. It may outlive its relay for a while.
struct SimProducer {
    struct Item {
        let token: UInt64
        let record: SimRecord
    }

    let cluster: String
    var queue: [Item] = []
    var reports: [SendReport] = []
    /// Whether its relay has ended, so that nothing reads its reports.
    var isOrphan = false
}
