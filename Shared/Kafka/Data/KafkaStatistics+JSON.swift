import JSONTree

extension KafkaStatistics {
    /// Parses librdkafka's statistics document. Returns nil if it is not one.
    package init?(json: String) {
        guard let document = try? JSON.decode(Document.self, from: json.utf8) else { return nil }
        client = document.name
        isProducer = document.type == "producer"
        queuedMessages = document.msg_cnt
        queuedBytes = document.msg_size
        sentMessages = document.txmsgs
        receivedMessages = document.rxmsgs
        // Brokers without an id are bootstrap addresses, which appear again under their id.
        brokers = document.brokers.values.filter { $0.nodeid >= 0 }.sorted { $0.nodeid < $1.nodeid }.map(Broker.init)
        partitions = document.topics.values.flatMap { topic in
            topic.partitions.values.filter { $0.partition >= 0 }.map { Partition($0, topic: topic.topic) }
        }
        group = document.cgrp.map(Group.init)
    }
}

extension KafkaStatistics.Broker {
    fileprivate init(_ broker: Document.Broker) {
        name = broker.nodename
        isUp = broker.state == "UP"
        roundTrip = broker.rtt.cnt > 0 ? Double(broker.rtt.avg) / 1e6 : nil
        roundTrip99 = broker.rtt.cnt > 0 ? Double(broker.rtt.p99) / 1e6 : nil
        requestTimeouts = broker.req_timeouts
        retries = broker.txretries
        connects = broker.connects
        disconnects = broker.disconnects
    }
}

extension KafkaStatistics.Partition {
    fileprivate init(_ partition: Document.Partition, topic: String) {
        topicPartition = TopicPartition(topic: topic, partition: partition.partition)
        // Negative offsets are unknown.
        lowWatermark = partition.lo_offset >= 0 ? partition.lo_offset : nil
        highWatermark = partition.hi_offset >= 0 ? partition.hi_offset : nil
        leader = partition.leader.flatMap { $0 >= 0 ? $0 : nil }
        isFetched = !["none", "stopping", "stopped"].contains(partition.fetch_state ?? "none")
    }
}

extension KafkaStatistics.Group {
    fileprivate init(_ group: Document.Group) {
        state = group.join_state
        rebalances = group.rebalance_cnt
        lastRebalanceReason = group.rebalance_reason
        assignedPartitions = group.assignment_size
    }
}

/// The members of the document that are used, under their own names (librdkafka's STATISTICS.md).
private struct Document: Decodable {
    var name: String
    var type: String
    var msg_cnt: Int
    var msg_size: Int
    var txmsgs: Int
    var rxmsgs: Int
    var brokers: [String: Broker]
    var topics: [String: Topic]
    var cgrp: Group?

    struct Broker: Decodable {
        var nodename: String
        var nodeid: Int
        var state: String
        var rtt: Window
        var req_timeouts: Int
        var txretries: Int
        var connects: Int
        var disconnects: Int
    }

    /// Microseconds.
    struct Window: Decodable {
        var avg: Int
        var p99: Int
        var cnt: Int
    }

    struct Topic: Decodable {
        var topic: String
        var partitions: [String: Partition]
    }

    struct Partition: Decodable {
        var partition: Int32
        var lo_offset: Int64
        var hi_offset: Int64
        var leader: Int32?
        var fetch_state: String?
    }

    struct Group: Decodable {
        var join_state: String
        var rebalance_cnt: Int
        var rebalance_reason: String
        var assignment_size: Int
    }
}
