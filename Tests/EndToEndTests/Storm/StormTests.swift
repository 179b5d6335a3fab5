import Contracts
import Executors
import Foundation
import JSONTree
import Kafka
import Postgres
import TestSupport
import Testing

extension WholeSuiteTests {
    /// Everything at once on three replicas, one of them killed with -9 again and again, judged from the topic alone.
    ///
    /// `MUSTER_TEST_STORM_SECONDS` says how long it lasts (`make storm`: ten minutes); the line that is printed is the
    /// proof.
    @Suite struct StormTests {
        private static let seconds = Int(ProcessInfo.processInfo.environment["MUSTER_TEST_STORM_SECONDS"] ?? "") ?? 20

        @Test(.timeLimit(.minutes(30)))
        func
            `D1, D3, D4, D5, D7, E8: replicas killed at random never exceed capacity, keep all answers and balance`()
            async throws
        {
            let fixture = try await StormFixture.make(people: 60, offerings: 20)
            let log = StormLog()
            let end = ContinuousClock.now + .seconds(Self.seconds)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await StormWorker(fixture: fixture, log: log).run(until: end) }
                }
                group.addTask { try await killAtRandom(fixture, log, until: end) }
                try await group.waitForAll()
            }
            let storm = log.all
            #expect(storm.unlike.isEmpty, "\(storm.unlike.prefix(3))")
            try await expectSettled(fixture)
            let histories = try await histories(fixture)
            try await expectAgreement(fixture, storm, histories)
            try await expectSubscribersAgree(fixture)
            let ledger = try await fixture.client.send("GET", "/v1/reports/ledger", token: fixture.staff)
            #expect(ledger.json["balance"]?.integer == 0)
            let facts = histories.values.reduce(0) { $0 + $1.facts }
            print(
                "\(Self.seconds) s, \(storm.kills) kills, \(storm.acknowledged.count) registrations acknowledged, "
                    + "\(storm.repeated) answers after a repeat, \(facts) facts of \(histories.count) classes, "
                    + "seats \(histories.values.map { "\($0.taken)/\($0.capacity)" }.sorted().joined(separator: " ")); "
                    + storm.answers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))
            await fixture.suite.stop()
        }

        /// One replica at a time, so that there is always another to ask.
        private func killAtRandom(_ fixture: StormFixture, _ log: StormLog, until end: ContinuousClock.Instant)
            async throws
        {
            while ContinuousClock.now + .seconds(8) < end {
                try await Task.sleep(for: .milliseconds(Int.random(in: 2000...7000)))
                let victim = SuiteFixture.Replica(.registration, Int.random(in: 1...StormFixture.replicas))
                fixture.suite.kill(victim)
                log.change { $0.kills += 1 }
                try fixture.suite.launch(victim)
                try await fixture.suite.untilReady(victim)
            }
        }

        /// Allotments have ended, and the journal is on the topic.
        private func expectSettled(_ fixture: StormFixture) async throws {
            let isSettled = try await eventually(within: .seconds(120)) {
                try await fixture.suite.database.query(
                    """
                    SELECT NOT EXISTS (SELECT FROM registration.seat_allotment WHERE ended_at IS NULL)
                        AND (SELECT max(cursor) FROM registration.relay_cluster)
                            >= (SELECT max(id) FROM registration.outbox)
                    """)[0].value(at: 0, as: Bool.self)
            }
            #expect(isSettled)
        }

        /// What a subscriber sees of each class.
        private func histories(_ fixture: StormFixture) async throws -> [String: SeatHistory] {
            let found = Monitor((known: Set<String>(), histories: [String: SeatHistory]()))
            let reader = try KafkaReader(
                KafkaConfiguration(bootstrapServers: fixture.suite.bootstrap, clientID: "storm"))
            let topic = Topic.facts(of: .registration)
            for partition in 0..<Int32(topic.partitions) {
                try await reader.read(TopicPartition(topic: topic.name, partition: partition), from: .earliest) {
                    records in
                    for record in records {
                        let envelope = try Envelope(headers: record.headers, key: record.key)
                        let type = envelope.type.split(separator: ".").dropFirst(3).dropLast().joined(separator: ".")
                        guard type.hasPrefix("seat.") || type.hasPrefix("offering."), let value = record.value else {
                            continue
                        }
                        let data = try JSON.parse(value)
                        found.withLock { found in
                            guard found.known.insert("\(envelope.id)").inserted else { return }
                            found.histories[envelope.subject, default: SeatHistory()]
                                .take(type, sequence: envelope.sequence, data)
                        }
                    }
                    return true
                }
            }
            await reader.close()
            return found.withLock { $0.histories }
        }

        /// The topic's story, the answers and the tables say the same.
        private func expectAgreement(
            _ fixture: StormFixture, _ storm: StormLog.State, _ histories: [String: SeatHistory]
        ) async throws {
            #expect(Set(histories.keys) == Set(fixture.offerings))
            for (offering, history) in histories { #expect(history.faults.isEmpty, "\(offering): \(history.faults)") }
            let told = histories.values.reduce(into: Set<String>()) { $0.formUnion($1.registrations) }
            let acknowledged = Set(storm.acknowledged.map(\.registration))
            #expect(acknowledged.count == storm.acknowledged.count)
            #expect(acknowledged.isSubset(of: told))
            let rows = try await fixture.suite.database.query("SELECT id::text FROM registration.registration")
            #expect(Set(try rows.map { try $0.value(at: 0, as: String.self) }) == told)
            let seats = try await fixture.suite.database.query(
                """
                SELECT o.id::text, o.capacity, o.seats_taken, o.waitlist_length,
                    count(r.id) FILTER (WHERE r.status IN ('pendingPayment', 'confirmed', 'offered'))::integer,
                    count(r.id) FILTER (WHERE r.status = 'waitlisted')::integer
                FROM registration.offering o LEFT JOIN registration.registration r ON r.offering_id = o.id GROUP BY o.id
                """)
            for row in seats {
                let (id, capacity, taken, waiting, held, waits) = try row.decode((String, Int, Int, Int, Int, Int).self)
                let history = try #require(histories[id])
                #expect(taken == held && taken == history.taken && taken <= capacity && capacity == history.capacity)
                #expect(waiting == waits && waiting == history.waiting.count)
            }
        }

        /// Programs of others, in other languages, build the table of seats from the topics and nothing else.
        private func expectSubscribersAgree(_ fixture: StormFixture) async throws {
            let expected = try await fixture.suite.database.query(
                "SELECT id::text, capacity, seats_taken FROM registration.offering ORDER BY id::text"
            ).map { row in
                let (id, capacity, taken) = try row.decode((String, Int, Int).self)
                return "\(id) \(taken) of \(capacity)"
            }
            for subscriber in SeatSubscriber.allCases {
                guard let command = try subscriber.command(on: fixture.suite) else {
                    print("\(subscriber.rawValue): not run, \(subscriber.wants)")
                    continue
                }
                let result = try fixture.suite.shell(command)
                let lines = result.output.split(separator: "\n").map(String.init).filter { $0.contains(" of ") }
                #expect(lines.sorted() == expected, "\(subscriber.rawValue): \(result.output.suffix(2000))")
            }
        }
    }
}
