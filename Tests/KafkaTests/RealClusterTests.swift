import Executors
import Foundation
import Kafka
import TestSupport
import Testing

/// What only Apache Kafka shows: topics that are created and deleted, and brokers that die.
@Suite(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence)) struct RealClusterTests {
    private func write(_ count: Int, to topic: String) async throws {
        let producer = try await KafkaProducer.start(try await KafkaFixture.configuration(.real))
        for number in 0..<count {
            _ = try await producer.send(KafkaMessage(topic: topic, value: Array("\(number)".utf8)))
        }
        await producer.close()
    }

    @Test func `a topic that is missing at the start is read when it appears`() async throws {
        let topic = KafkaFixture.topic("late")
        var configuration = try await KafkaFixture.configuration(.real)
        configuration.extra["topic.metadata.refresh.interval.ms"] = "500"
        let consumer = KafkaConsumer(configuration, group: "group-\(topic)", topics: [topic])
        let delegate = RecordingDelegate()
        let run = Task { try await consumer.run(delegate) }
        try await KafkaFixture.createTopics([TopicSpec(name: topic, partitions: 1)], on: .real)
        try await write(3, to: topic)
        try await delegate.wait { $0.recordCount == 3 }
        consumer.stop()
        try await run.value
    }

    @Test func `a recreated topic is read from its beginning`() async throws {
        let topic = KafkaFixture.topic("anew")
        let spec = TopicSpec(name: topic, partitions: 1)
        try await KafkaFixture.createTopics([spec], on: .real)
        try await write(20, to: topic)
        var configuration = try await KafkaFixture.configuration(.real)
        configuration.extra["topic.metadata.refresh.interval.ms"] = "500"
        // The position as a database would store it, across assignments.
        let position = Monitor<StartOffset>(.earliest)
        let delegate = RecordingDelegate(
            positions: { _ in position.withLock { $0 } },
            handler: { batch, _ in
                position.withLock { $0 = .at((batch.last?.offset ?? -1) + 1) }
                return .next
            })
        let consumer = KafkaConsumer(configuration, group: "group-\(topic)", topics: [topic])
        let run = Task { try await consumer.run(delegate) }
        try await delegate.wait { $0.recordCount == 20 }
        let admin = try KafkaAdmin(configuration)
        try await TopicTool(configuration).delete([topic])
        // Deletion takes a while, during which the name is in use.
        while try await admin.createTopics([spec]).isEmpty {}
        await admin.close()
        try await write(5, to: topic)
        try await delegate.wait(60) { $0.hasGone && $0.recordCount == 25 }
        consumer.stop()
        try await run.value
    }

    /// `MUSTER_TEST_TOPIC_ROUNDS` sets the number of rounds. Once in about fifty rounds librdkafka keeps fetchers of
    /// deleted partitions, which the consumer must detect.
    @Test func `topics that are repeatedly deleted and recreated under a consumer are read to their end`() async throws
    {
        let rounds = Int(ProcessInfo.processInfo.environment["MUSTER_TEST_TOPIC_ROUNDS"] ?? "") ?? 3
        let topics = [KafkaFixture.topic("again"), KafkaFixture.topic("again")]
        let specs = topics.map { TopicSpec(name: $0, partitions: 12) }
        var configuration = try await KafkaFixture.configuration(.real)
        configuration.extra["topic.metadata.refresh.interval.ms"] = "200"
        let positions = Monitor<[TopicPartition: Int64]>([:])
        let values = Monitor<Set<String>>([])
        let delegate = RecordingDelegate(
            positions: { partition in positions.withLock { $0[partition] }.map { .at($0) } ?? .earliest },
            handler: { batch, partition in
                positions.withLock { $0[partition] = (batch.last?.offset ?? -1) + 1 }
                values.withLock { values in for record in batch { values.insert(text(record.value)) } }
                return .next
            })
        let consumer = KafkaConsumer(configuration, group: "group-\(topics[0])", topics: topics)
        let run = Task { try await consumer.run(delegate) }
        let admin = try KafkaAdmin(configuration)
        for round in 0...rounds {
            if round > 0 { try await TopicTool(configuration).delete(topics) }
            // Deletion takes a while, during which the names are in use.
            var made = 0
            while made < topics.count {
                for spec in specs { made += ((try? await admin.createTopics([spec])) ?? []).count }
            }
            let producer = try await KafkaProducer.start(configuration)
            var written: Set<String> = []
            // Fewer than in the previous round, so that no old position is within the new log.
            for number in 0..<(rounds - round + 1) * 24 {
                let value = "\(round)-\(number)"
                written.insert(value)
                _ = try await producer.send(
                    KafkaMessage(
                        topic: topics[number % 2], partition: Int32(number / 2 % 12), value: Array(value.utf8)))
            }
            await producer.close()
            let wanted = written
            try await delegate.wait(60) { _ in values.withLock { wanted.isSubset(of: $0) } }
        }
        await admin.close()
        consumer.stop()
        try await run.value
    }

    private func enqueued(_ message: KafkaMessage, _ token: UInt64, by producer: KafkaProducer) -> Bool {
        (try? producer.enqueue(message, token: token)) != nil
    }

    @Test func `no acknowledged record is lost, doubled or reordered when one of three brokers is killed`() async throws
    {
        let cluster = try await KafkaCluster.start(nodes: 3)
        defer { cluster.stop() }
        let configuration = KafkaConfiguration(bootstrapServers: cluster.bootstrapServers)
        let admin = try KafkaAdmin(configuration)
        _ = try await admin.createTopics([TopicSpec(name: "t", partitions: 3, replication: 3)], within: .seconds(30))
        await admin.close()
        let producer = try await KafkaProducer.start(configuration)
        let count = 30_000
        var acknowledged = 0
        for number in 0..<count {
            if number == count / 3 { cluster.kill(2) }
            let message = KafkaMessage(topic: "t", key: Array("k\(number % 10)".utf8), value: Array("\(number)".utf8))
            while !enqueued(message, UInt64(number), by: producer) {
                acknowledged += try await producer.nextReports().filter { $0.error == nil }.count
            }
        }
        try await cluster.restart(2)
        while acknowledged < count { acknowledged += try await producer.nextReports().filter { $0.error == nil }.count }
        await producer.close()
        let reader = try KafkaReader(configuration)
        let records = Collected<KafkaRecord>()
        for partition: Int32 in 0..<3 {
            try await reader.read(TopicPartition(topic: "t", partition: partition), from: .earliest) { batch in
                records.append(batch)
                return true
            }
        }
        await reader.close()
        #expect(records.values.count == count)
        for (_, own) in Dictionary(grouping: records.values, by: \.key) {
            let numbers = own.compactMap { Int(text($0.value)) }
            #expect(numbers == numbers.sorted())
        }
    }
}
