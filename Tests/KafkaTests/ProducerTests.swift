import Executors
import Kafka
import TestSupport
import Testing

/// What every broker must do for a producer.
@Suite struct ProducerTests {
    private func start(_ kind: KafkaFixture.Kind, _ topics: TopicSpec..., linger: Duration = .milliseconds(1))
        async throws -> KafkaProducer
    {
        try await KafkaFixture.createTopics(topics, on: kind)
        var options = KafkaProducerOptions()
        options.linger = linger
        let producer = try await KafkaProducer.start(try await KafkaFixture.configuration(kind), options: options)
        await producer.warm(topics: topics.map(\.name))
        return producer
    }

    @Test(arguments: KafkaFixture.kinds) func `records of a key keep their order`(_ kind: KafkaFixture.Kind)
        async throws
    {
        let topic = KafkaFixture.topic("order")
        let producer = try await start(kind, TopicSpec(name: topic, partitions: 3))
        let (keys, each) = (20, 100)
        for round in 0..<each {
            for key in 0..<keys {
                let message = KafkaMessage(topic: topic, key: Array("k\(key)".utf8), value: Array("\(round)".utf8))
                try producer.enqueue(message, token: UInt64(round * keys + key))
            }
        }
        var tokens: Set<UInt64> = []
        while tokens.count < keys * each {
            for report in try await producer.nextReports() {
                #expect(report.error == nil)
                #expect(report.topic == topic)
                #expect(tokens.insert(report.token).inserted, "a report comes once")
            }
        }
        await producer.close()
        var seen: [String: [Int]] = [:]
        for record in try await readAll(topic, partitions: 3, kind) {
            seen[text(record.key), default: []].append(Int(text(record.value)) ?? -1)
        }
        #expect(seen.count == keys)
        for rounds in seen.values { #expect(rounds == Array(0..<each)) }
    }

    /// Hashes from Apache Kafka's own test of `Utils.murmur2`.
    @Test(arguments: KafkaFixture.kinds) func `a key goes to the partition that Java's clients choose`(
        _ kind: KafkaFixture.Kind
    )
        async throws
    {
        let vectors: [(key: String, hash: Int32)] = [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ]
        let topic = KafkaFixture.topic("murmur")
        let producer = try await start(kind, TopicSpec(name: topic, partitions: 7))
        for (key, hash) in vectors {
            let delivery = try await producer.send(KafkaMessage(topic: topic, key: Array(key.utf8), value: [1]))
            #expect(delivery.partition == (hash & 0x7FFF_FFFF) % 7, "\(key)")
        }
        await producer.close()
    }

    @Test(arguments: KafkaFixture.kinds)
    func `headers, empty values and tombstones arrive unchanged`(_ kind: KafkaFixture.Kind) async throws {
        let topic = KafkaFixture.topic("shapes")
        let producer = try await start(kind, TopicSpec(name: topic, partitions: 1))
        let headers: [(name: String, value: [UInt8])] = [
            ("ce_id", Array("1".utf8)), ("empty", []), ("ce_a-name-longer-than-fifteen-bytes", [0, 255, 0]),
            ("ce_id", Array("2".utf8)), ("ümlaut", [1]),
        ]
        let sent = [
            KafkaMessage(topic: topic, key: [1], value: [2], headers: headers, timestamp: 1_700_000_000_123),
            KafkaMessage(topic: topic, key: [1], value: nil),
            KafkaMessage(topic: topic, key: [], value: []),
            KafkaMessage(topic: topic, partition: 0, key: nil, value: [0]),
        ]
        for message in sent { _ = try await producer.send(message) }
        await producer.close()
        let read = try await readAll(topic, partitions: 1, kind)
        try #require(read.count == 4)
        #expect(read.map(\.key) == sent.map(\.key))
        #expect(read.map(\.value) == sent.map(\.value))
        #expect(read[0].headers.map(\.name) == headers.map(\.name))
        #expect(read[0].headers.map(\.value) == headers.map(\.value))
        #expect(read[0].header("ce_id") == Array("2".utf8))
        #expect(read[0].timestampMilliseconds == 1_700_000_000_123)
        #expect(read[1].headers.isEmpty)
    }

    @Test(arguments: KafkaFixture.kinds)
    func `a missing partition is refused, also with headers`(_ kind: KafkaFixture.Kind) async throws {
        let topic = KafkaFixture.topic("partitions")
        let producer = try await start(kind, TopicSpec(name: topic, partitions: 1))
        for _ in 1...20 {
            let error = await #expect(throws: KafkaError.self) {
                try await producer.send(
                    KafkaMessage(topic: topic, partition: 99, value: [1], headers: [("a", [1]), ("b", [2])]))
            }
            #expect(error?.isTopicOrAuthorisation == true)
        }
        #expect(try await producer.send(KafkaMessage(topic: topic, value: [1])).offset == 0)
        await producer.close()
    }

    @Test(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence))
    func `a missing topic fails after its timeout and does not affect others`() async throws {
        let topic = KafkaFixture.topic("known")
        try await KafkaFixture.createTopics([TopicSpec(name: topic, partitions: 1)], on: .real)
        var options = KafkaProducerOptions()
        options.unknownTopicTimeout = .milliseconds(500)
        let producer = try await KafkaProducer.start(try await KafkaFixture.configuration(.real), options: options)
        let error = await #expect(throws: KafkaError.self) {
            try await producer.send(KafkaMessage(topic: KafkaFixture.topic("missing"), value: [1]))
        }
        #expect(error?.isTopicOrAuthorisation == true)
        #expect(error?.isFatal == false)
        #expect(try await producer.send(KafkaMessage(topic: topic, value: [1])).offset == 0)
        #expect(producer.fatal == nil)
        await producer.close()
    }

    @Test(arguments: KafkaFixture.kinds)
    func `a record beyond the size limit is refused immediately as a record error`(_ kind: KafkaFixture.Kind)
        async throws
    {
        let topic = KafkaFixture.topic("large")
        let producer = try await start(kind, TopicSpec(name: topic, partitions: 1))
        let error = #expect(throws: KafkaError.self) {
            try producer.enqueue(
                KafkaMessage(topic: topic, value: Array(repeating: 0, count: 1_100_000), headers: [("a", [1])]),
                token: 1)
        }
        #expect(error?.isRecordError == true)
        #expect(try await producer.send(KafkaMessage(topic: topic, value: [1])).offset == 0)
        await producer.close()
    }
}

func text(_ bytes: [UInt8]?) -> String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "" }

/// Returns all records of a topic, partition by partition.
func readAll(_ topic: String, partitions: Int32, _ kind: KafkaFixture.Kind) async throws -> [KafkaRecord] {
    let reader = try KafkaReader(try await KafkaFixture.configuration(kind))
    let all = Collected<KafkaRecord>()
    for partition in 0..<partitions {
        try await reader.read(TopicPartition(topic: topic, partition: partition), from: .earliest) { batch in
            all.append(batch)
            return true
        }
    }
    await reader.close()
    return all.values
}
