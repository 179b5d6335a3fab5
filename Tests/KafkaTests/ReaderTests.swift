import Executors
import Kafka
import TestSupport
import Testing

/// Reading without a group, and querying offsets.
@Suite struct ReaderTests {
    private func filled(_ count: Int, _ kind: KafkaFixture.Kind) async throws -> TopicPartition {
        let partition = TopicPartition(topic: KafkaFixture.topic("reader"), partition: 0)
        try await KafkaFixture.createTopics([TopicSpec(name: partition.topic, partitions: 1)], on: kind)
        let producer = try await KafkaProducer.start(try await KafkaFixture.configuration(kind))
        for number in 0..<count {
            try producer.enqueue(KafkaMessage(topic: partition.topic, value: Array("\(number)".utf8)), token: 0)
        }
        await producer.close()
        return partition
    }

    @Test(arguments: KafkaFixture.kinds)
    func `a record is found at its offset, and none where there is none`(_ kind: KafkaFixture.Kind) async throws {
        let partition = try await filled(10, kind)
        let reader = try KafkaReader(try await KafkaFixture.configuration(kind))
        for offset: Int64 in [3, 9, 0] {
            #expect(text(try await reader.record(at: offset, of: partition)?.value) == "\(offset)")
        }
        #expect(try await reader.record(at: 10, of: partition) == nil)
        #expect(try await reader.record(at: 1000, of: partition) == nil)
        #expect(try await reader.watermarks(partition) == 0..<10)
        await reader.close()
        await #expect(throws: KafkaError(.closed)) { try await reader.record(at: 1, of: partition) }
    }

    @Test(arguments: KafkaFixture.kinds)
    func `a range is read to the end, once, in order`(_ kind: KafkaFixture.Kind) async throws {
        let partition = try await filled(1200, kind)
        let reader = try KafkaReader(try await KafkaFixture.configuration(kind))
        for (start, first) in [(StartOffset.at(100), 100), (.earliest, 0), (.latest, 1200)] {
            let offsets = Collected<Int64>()
            try await reader.read(partition, from: start) { batch in
                offsets.append(batch.map(\.offset))
                return true
            }
            #expect(offsets.values == (first..<1200).map(Int64.init))
        }
        let some = Collected<Int64>()
        try await reader.read(partition, from: .earliest) { batch in
            some.append(batch.map(\.offset))
            return false
        }
        #expect(some.values.count < 1200)
        await reader.close()
    }

    @Test(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence)) func `a missing topic is reported`()
        async throws
    {
        let reader = try KafkaReader(try await KafkaFixture.configuration(.real))
        let error = await #expect(throws: KafkaError.self) {
            try await reader.record(
                at: 0, of: TopicPartition(topic: KafkaFixture.topic("missing"), partition: 0),
                deadline: .after(.seconds(5)))
        }
        #expect(error?.isTopicOrAuthorisation == true)
        await reader.close()
    }
}
