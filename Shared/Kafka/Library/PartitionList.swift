import CRdKafka

/// A librdkafka list of partitions, freed with the value.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ partitions: some Collection<TopicPartition> = []) {
        pointer = rd_kafka_topic_partition_list_new(Int32(partitions.count))
        for partition in partitions { add(partition) }
    }

    deinit {
        rd_kafka_topic_partition_list_destroy(pointer)
    }

    func add(_ partition: TopicPartition, offset: Int64? = nil) {
        guard let element = rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition) else {
            return
        }
        if let offset { element.pointee.offset = offset }
    }
}

extension TopicPartition {
    init(_ element: rd_kafka_topic_partition_t) {
        self.init(topic: element.topic.map { String(cString: $0) } ?? "", partition: element.partition)
    }
}

extension [TopicPartition] {
    init(_ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) {
        guard let list else {
            self = []
            return
        }
        self = (0..<Int(list.pointee.cnt)).map { TopicPartition(list.pointee.elems[$0]) }
    }
}

extension StartOffset {
    /// librdkafka's number for the offset.
    var number: Int64 {
        switch self {
        case .earliest: Int64(RD_KAFKA_OFFSET_BEGINNING)
        case .latest: Int64(RD_KAFKA_OFFSET_END)
        case .at(let offset): offset
        }
    }
}
