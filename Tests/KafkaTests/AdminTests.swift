import Kafka
import TestSupport
import Testing

@Suite struct AdminTests {
    @Test(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence))
    func `topics are created once, with their settings, and described`() async throws {
        let admin = try KafkaAdmin(try await KafkaFixture.configuration(.real))
        let topic = KafkaFixture.topic("admin")
        let spec = TopicSpec(
            name: topic, partitions: 3, config: ["cleanup.policy": "compact", "retention.ms": "1234567"])
        #expect(try await admin.createTopics([spec]) == [topic])
        #expect(try await admin.createTopics([spec]) == [])
        let description = try await admin.describeTopics().first { $0.name == topic }
        #expect(description == TopicDescription(name: topic, partitions: 3, replication: 1))
        let tool = TopicTool(try await KafkaFixture.configuration(.real))
        let settings = try await tool.settings(of: topic)
        #expect(settings["cleanup.policy"] == "compact")
        #expect(settings["retention.ms"] == "1234567")
        #expect(settings["max.message.bytes"] != nil)
        try await tool.delete([topic])
        #expect(try await admin.clusterID()?.isEmpty == false)
        await admin.close()
        await #expect(throws: KafkaError(.closed)) { try await admin.describeTopics() }
    }

    @Test(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence)) func `an invalid topic setting is refused`()
        async throws
    {
        let admin = try KafkaAdmin(try await KafkaFixture.configuration(.real))
        await #expect(throws: KafkaError.self) {
            try await admin.createTopics([
                TopicSpec(name: KafkaFixture.topic("wrong"), partitions: 1, config: ["retention.ms": "soon"])
            ])
        }
        await admin.close()
    }

    @Test func `the mock cluster refuses topic administration but describes its topics`() async throws {
        let mock = try MockKafka(topics: [TopicSpec(name: "t", partitions: 2)])
        let admin = try KafkaAdmin(mock.configuration)
        let error = await #expect(throws: KafkaError.self) {
            try await admin.createTopics([TopicSpec(name: "u", partitions: 1)], within: .seconds(2))
        }
        #expect(error?.code == .unsupported)
        #expect(try await admin.describeTopics() == [TopicDescription(name: "t", partitions: 2, replication: 1)])
        #expect(try await admin.watermarks(TopicPartition(topic: "t", partition: 1)) == 0..<0)
        #expect(try await admin.clusterID()?.isEmpty == false)
        await admin.close()
    }
}
