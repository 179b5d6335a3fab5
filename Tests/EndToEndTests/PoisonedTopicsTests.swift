import Configuration
import Contracts
import Foundation
import Kafka
import Postgres
import Primitives
import Synchronization
import TestSupport
import Testing

extension WholeSuiteTests {
    /// Poison on every topic that a service reads: its dead letters, what stands behind it, and the commands for it.
    @Suite struct PoisonedTopicsTests {
        @Test(.timeLimit(.minutes(5)))
        func
            `poison on every topic is dead-lettered at once, the rest is handled, and a redrive counts once`()
            async throws
        {
            let suite = try await SuiteFixture.start()
            let producer = try await Self.producer(suite)
            let administrator = try await Self.administrator(suite)
            let readings = try Reading.all(person: PersonID(UUID()), member: administrator)
            try await Self.untilAssigned(suite, readings)
            let sent = try await Self.poison(readings, producer)

            try await Self.expectEffects(suite, readings.map(\.effect))
            for service in SuiteFixture.services { try await Self.expectLetters(suite, service, readings, sent) }
            try await Self.expectTopics(suite, sent)
            try Self.expectShown(suite, readings)
            try await Self.mendAndRedrive(suite, producer, member: administrator)
            try await Self.purge(suite)
            await producer.close()
            await suite.stop()
        }

        /// The offsets in partition 0 of what was sent: to all readers of the topic, and to the readers of a type.
        private struct Sent {
            var unreadable: [Topic: Set<Int64>] = [:]
            var misshapen: [String: Set<Int64>] = [:]

            /// All poison that a service cannot handle on a topic of which it takes these types.
            func poison(_ readings: [Reading], of topic: Topic) -> Set<Int64> {
                readings.filter { $0.topic == topic }.reduce(unreadable[topic] ?? []) {
                    $0.union(misshapen[$1.type.name] ?? [])
                }
            }
        }

        private static func poison(_ readings: [Reading], _ producer: KafkaProducer) async throws -> Sent {
            var sent = Sent()
            for topic in Set(readings.map(\.topic)) {
                for message in Poison.unreadable(on: topic) {
                    sent.unreadable[topic, default: []].insert(try await producer.send(message).offset)
                }
                for reading in readings where reading.topic == topic && sent.misshapen[reading.type.name] == nil {
                    for message in Poison.misshapen(reading) {
                        sent.misshapen[reading.type.name, default: []].insert(try await producer.send(message).offset)
                    }
                }
            }
            // The same right event may be several services'.
            var behind: Set<[UInt8]> = []
            for reading in readings
            where behind.insert(Array(reading.topic.name.utf8) + (reading.good.key ?? [])).inserted {
                _ = try await producer.send(reading.good)
            }
            return sent
        }

        static func expectEffects(_ suite: SuiteFixture, _ effects: [Query]) async throws {
            for effect in effects {
                let came = try await eventually { try await count(suite, effect) == 1 }
                #expect(came, "\(effect)")
            }
        }

        /// Whatever topics the service reads, also such as this test does not name: nothing but poison died, and no
        /// poison is missing.
        private static func expectLetters(
            _ suite: SuiteFixture, _ service: ServiceName, _ readings: [Reading], _ sent: Sent
        ) async throws {
            let topics = try await suite.database.query(
                "SELECT DISTINCT topic FROM \(identifier: service.schemaName).consumer_position")
            for name in try topics.map({ try $0.value(at: 0, as: String.self) }) {
                let topic = try #require(Topic(name: name))
                let expected = sent.poison(readings.filter { $0.service == service }, of: topic)
                var found: Set<Int64> = []
                let came = try await eventually {
                    found = try offsets(suite, service, topic)
                    return found.isSuperset(of: expected)
                }
                #expect(came, "\(service.rawValue) \(name): \(expected.subtracting(found).sorted())")
                let all = sent.poison(readings, of: topic)
                #expect(found.isSubset(of: all), "\(service.rawValue) \(name): \(found.subtracting(all).sorted())")
            }
        }

        /// What `dlq list` prints of the topic's partition 0.
        private static func offsets(_ suite: SuiteFixture, _ service: ServiceName, _ topic: Topic) throws -> Set<Int64>
        {
            let lines = try suite.run(service, ["dlq", "list", "--topic", topic.name, "--limit", "1000"])
            let place = "\(topic.name)[0]@"
            return Set(
                lines.split(separator: "\n").compactMap { line in
                    line.range(of: place).flatMap { Int64(line[$0.upperBound...].prefix { $0.isNumber }) }
                })
        }

        /// The dead-letter topics tell where each came from; a profile's content is not on them.
        private static func expectTopics(_ suite: SuiteFixture, _ sent: Sent) async throws {
            let reader = try KafkaReader(KafkaConfiguration(bootstrapServers: suite.bootstrap, clientID: "test"))
            for service in SuiteFixture.services {
                var records: [KafkaRecord] = []
                for partition in 0..<Int32(Topic.deadLetters(of: service).partitions) {
                    records += try await all(
                        reader, TopicPartition(topic: Topic.deadLetters(of: service).name, partition: partition))
                }
                #expect(!records.isEmpty)
                for record in records {
                    for name in ["dlq_partition", "dlq_offset", "dlq_reason", "dlq_time", "dlq_service", "dlq_group"] {
                        #expect(record.header(name) != nil, "\(service.rawValue) \(name)")
                    }
                    guard record.header("dlq_topic") == Array(Topic.profiles.name.utf8) else { continue }
                    #expect(record.value == nil)
                    #expect(record.header("dlq_body") != nil)
                }
            }
            await reader.close()
        }

        private static func all(_ reader: KafkaReader, _ partition: TopicPartition) async throws -> [KafkaRecord] {
            let records = Mutex<[KafkaRecord]>([])
            try await reader.read(partition, from: .earliest) { batch in
                records.withLock { $0 += batch }
                return true
            }
            return records.withLock { $0 }
        }

        private static func expectShown(_ suite: SuiteFixture, _ readings: [Reading]) throws {
            for reading in readings {
                let list = try suite.run(reading.service, ["dlq", "list", "--topic", reading.topic.name])
                let first = try #require(list.split(separator: "\n").first { $0.contains("  open  ") })
                let id = try #require(first.split(separator: " ").first)
                let shown = try suite.run(reading.service, ["dlq", "show", String(id)])
                #expect(shown.contains("\(reading.topic.name)[0]@"))
                let content = reading.topic == .profiles ? "(the content is personal and was not kept)" : "garbage"
                #expect(shown.contains(content), "\(shown.prefix(300))")
            }
        }

        private static func purge(_ suite: SuiteFixture) async throws {
            for service in SuiteFixture.services {
                let purged = try suite.run(service, ["dlq", "purge", "--all", "--limit", "10000"])
                #expect(purged.contains("purged"))
                #expect(try suite.run(service, ["dlq", "list"]).contains("0 dead letters"))
                let left = try await count(
                    suite,
                    """
                    SELECT count(*) FROM \(identifier: service.schemaName).dead_letter
                    WHERE closed_at IS NULL OR (value IS NOT NULL AND redrives = 0)
                    """)
                #expect(left == 0)
            }
        }

        private static func untilAssigned(_ suite: SuiteFixture, _ readings: [Reading]) async throws {
            for reading in readings {
                let isRead = try await eventually {
                    try await count(
                        suite,
                        """
                        SELECT count(*) FROM \(identifier: reading.service.schemaName).consumer_position
                        WHERE topic = \(reading.topic.name) AND partition = 0
                        """) == 1
                }
                #expect(isRead, "\(reading.service.rawValue) reads \(reading.topic.name)")
            }
        }

        private static func producer(_ suite: SuiteFixture) async throws -> KafkaProducer {
            var configuration = KafkaConfiguration(bootstrapServers: suite.bootstrap, clientID: "foreign")
            configuration.extra["message.max.bytes"] = "2000000"
            return try await KafkaProducer.start(configuration)
        }

        /// The only person of accounts in a suite that has just been started.
        private static func administrator(_ suite: SuiteFixture) async throws -> PersonID {
            try await suite.database.query("SELECT id FROM accounts.person")[0].value(at: 0)
        }

        static func count(_ suite: SuiteFixture, _ query: Query) async throws -> Int {
            try await suite.database.query(query)[0].value(at: 0)
        }
    }
}
