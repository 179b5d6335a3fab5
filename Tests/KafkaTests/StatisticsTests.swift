import Executors
import Kafka
import Synchronization
import TestSupport
import Testing

@Suite struct StatisticsTests {
    private let document = """
        {"name":"accounts#consumer-2","type":"consumer","msg_cnt":4,"msg_size":90,"txmsgs":0,"rxmsgs":17,"brokers":{
        "127.0.0.1:1/bootstrap":{"nodename":"127.0.0.1:1","nodeid":-1,"state":"UP","rtt":{"avg":9,"p99":9,"cnt":1},
        "req_timeouts":0,"txretries":0,"connects":1,"disconnects":0},
        "127.0.0.1:1/1":{"nodename":"127.0.0.1:1","nodeid":1,"state":"UP","rtt":{"avg":1500,"p99":4000,"cnt":12},
        "req_timeouts":1,"txretries":2,"connects":3,"disconnects":2}},
        "topics":{"t":{"topic":"t","partitions":{
        "0":{"partition":0,"lo_offset":5,"hi_offset":20,"leader":1,"fetch_state":"active"},
        "-1":{"partition":-1,"lo_offset":-1001,"hi_offset":-1001},"1":{"partition":1,"lo_offset":-1001,
        "hi_offset":-1001,"leader":2,"fetch_state":"stopped"},"2":{"partition":2,"lo_offset":-1001,"hi_offset":-1001,
        "leader":-1,"fetch_state":"none"}}}},
        "cgrp":{"join_state":"steady","rebalance_cnt":3,"rebalance_reason":"metadata","assignment_size":2}}
        """

    @Test func `the statistics document is parsed`() throws {
        let statistics = try #require(KafkaStatistics(json: document))
        #expect(statistics.client == "accounts#consumer-2")
        #expect(!statistics.isProducer)
        #expect(statistics.receivedMessages == 17)
        #expect(statistics.brokers.count == 1)
        #expect(statistics.brokers.first?.roundTrip == 0.0015)
        #expect(statistics.brokers.first?.roundTrip99 == 0.004)
        #expect(statistics.brokers.first?.isUp == true)
        #expect(statistics.group?.rebalances == 3)
        let marks = Dictionary(
            uniqueKeysWithValues: statistics.partitions.map { ($0.topicPartition.partition, $0.highWatermark) })
        #expect(marks == [0: 20, 1: nil, 2: nil])
        let fetched = Dictionary(
            uniqueKeysWithValues: statistics.partitions.map { ($0.topicPartition.partition, $0.isFetched) })
        #expect(fetched == [0: true, 1: false, 2: false])
        let leaders = Dictionary(
            uniqueKeysWithValues: statistics.partitions.map { ($0.topicPartition.partition, $0.leader) })
        #expect(leaders == [0: 1, 1: 2, 2: nil])
    }

    @Test(arguments: ["", "{}", "[1]"]) func `any other document is refused`(_ text: String) {
        #expect(KafkaStatistics(json: text) == nil)
    }

    @Test func `an observer receives the progress of each partition`() async throws {
        let mock = try MockKafka(topics: [TopicSpec(name: "t", partitions: 1)])
        var configuration = mock.configuration
        configuration.extra["statistics.interval.ms"] = "100"
        let producer = try await KafkaProducer.start(configuration)
        for _ in 0..<30 { _ = try await producer.send(KafkaMessage(topic: "t", value: [1])) }
        await producer.close()
        let observer = ProgressObserver()
        var options = KafkaConsumerOptions()
        options.batchRecords = 10
        let consumer = KafkaConsumer(configuration, group: "g", topics: ["t"], options: options, observer: observer)
        // The first batch is finished, the second is in progress.
        let delegate = RecordingDelegate { batch, _ in
            batch.first?.offset == 0 ? .next : .retry(after: .milliseconds(20))
        }
        let run = Task { try await consumer.run(delegate) }
        let seen = try await withDeadline(.after(.seconds(30))) {
            for await progress in observer.stream where progress.inHandSeconds != nil && progress.position ?? 0 > 0 {
                return progress
            }
            throw CancellationError()
        }
        #expect(seen.topicPartition == TopicPartition(topic: "t", partition: 0))
        let position = try #require(seen.position)
        #expect((1...10).contains(position))
        #expect(seen.lagRecords == 30 - position)
        #expect((seen.lagSeconds ?? -1) >= 0)
        consumer.stop()
        try await run.value
    }
}

private struct ProgressObserver: KafkaObserver {
    let stream: AsyncStream<PartitionProgress>
    private let continuation: AsyncStream<PartitionProgress>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func progress(_ partitions: [PartitionProgress]) {
        for partition in partitions { continuation.yield(partition) }
    }
}
