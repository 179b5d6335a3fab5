import Contracts
import Executors
import Foundation
import Kafka
import Messaging
import Postgres
import Primitives
import TestSupport
import Testing

/// The log is lost, the broker replaced, the leader replaced: events may be duplicated but are never lost.
@Suite(.timeLimit(.minutes(4))) struct LossTests {
    private func write(_ range: Range<Int>, _ fixture: MessagingFixture) async throws {
        for index in range {
            try await fixture.publisher.write("w\(index)", key: "n\(index % 5)")
            if index % 4 == 0 { try await fixture.publisher.set("s\(index)", key: "n\(index % 5)") }
        }
    }

    /// Waits while relay and consumer run: the states' partitions may be behind the facts'.
    private func expectAll(_ count: Int, _ fixture: MessagingFixture) async throws {
        let effects = try await fixture.effects()
        #expect(effects.count == count)
        for key in 0..<5 {
            let numbers = effects.filter { $0.key == "n\(key)" }.map(\.sequence)
            #expect(numbers == Array(1...(count / 5)), "n\(key)")
        }
        let states = try await fixture.publisher.database.query("SELECT aggregate_id, data->>'text' FROM state_record")
            .map {
                try $0.decode((String, String).self)
            }
        let expected = Dictionary(uniqueKeysWithValues: states.map { ($0.0, $0.1) })
        let isMirrored = try await eventually { try await fixture.notes() == expected }
        #expect(isMirrored)
    }

    @Test func `after a broker was replaced while one consumer was down, no fact is missed or handled twice`()
        async throws
    {
        let fixture = try await MessagingFixture.make(ownMock: true)
        try await running([fixture.relay()], [fixture.consumer()]) {
            try await write(0..<50, fixture)
            try await fixture.expect(effects: 50)
        }
        // The new log is longer than the old position when the consumer returns.
        let other = try MockKafka(topics: MessagingFixture.specs(""))
        try await running([fixture.relay(on: other.configuration)]) {
            try await write(50..<150, fixture)
            try await fixture.expectStanding(150, on: other.configuration)
        }
        try await running([fixture.relay(on: other.configuration)], [fixture.consumer(on: other.configuration)]) {
            try await fixture.expect(effects: 150)
            try await fixture.expect(effects: 150, notes: 5)
            try await expectAll(150, fixture)
        }
        let epoch = try await fixture.publisher.database.query("SELECT epoch FROM relay_epoch")[0].value(
            at: 0, as: Int64.self)
        #expect(epoch == 2)
    }

    @Test(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence))
    func `after topics were recreated under relay and consumer, no fact is missed or repeated`() async throws {
        let fixture = try await MessagingFixture.make()
        try await running([fixture.relay { $0.limits.checkInterval = .seconds(1) }], [fixture.consumer()]) {
            try await write(0..<50, fixture)
            try await fixture.expect(effects: 50)
            let admin = try KafkaAdmin(fixture.kafka)
            try await TopicTool(fixture.kafka).delete(MessagingFixture.specs(fixture.prefix).map(\.name))
            _ = try await eventually {
                let there = try await admin.describeTopics().map(\.name)
                return !MessagingFixture.specs(fixture.prefix).contains { there.contains($0.name) }
            }
            try await MessagingFixture.createTopics(fixture.prefix)
            await admin.close()
            try await write(50..<100, fixture)
            try await fixture.expect(effects: 100, within: .seconds(90))
            try await expectAll(100, fixture)
        }
    }

    @Test func `when the leader vanishes, another takes over after its lease has ended`() async throws {
        let fixture = try await MessagingFixture.make()
        let first = fixture.relay()
        let firstTask = Task { try await first.run() }
        try await write(0..<20, fixture)
        try await fixture.expectStanding(20)
        // As after a kill: cancelled without releasing the lease.
        try await fixture.publisher.database.execute(
            "UPDATE lease SET holder = 'a killed process', term = term + 1 WHERE name = 'relay'")
        firstTask.cancel()
        try? await firstTask.value
        let second = fixture.relay()
        try await running([second], [fixture.consumer()]) {
            try await write(20..<40, fixture)
            try await fixture.expect(effects: 40)
            #expect(second.isLeader)
            try await expectAll(40, fixture)
        }
    }

    @Test func `one of two relays leads, and the other takes over when it stops`() async throws {
        let fixture = try await MessagingFixture.make()
        let relays = [fixture.relay(), fixture.relay()]
        try await running(relays, [fixture.consumer()]) {
            try await write(0..<20, fixture)
            try await fixture.expect(effects: 20)
            #expect(relays.filter(\.isLeader).count == 1)
            let leader = try #require(relays.first { $0.isLeader })
            leader.stop()
            let follows = await eventually { relays.contains { $0.isLeader && $0 !== leader } }
            #expect(follows)
            try await write(20..<40, fixture)
            try await fixture.expect(effects: 40)
            try await expectAll(40, fixture)
        }
    }

    @Test func `after PostgreSQL has terminated every connection, the relay and the consumer recover`() async throws {
        let fixture = try await MessagingFixture.make()
        try await running([fixture.relay()], [fixture.consumer()]) {
            try await write(0..<25, fixture)
            try await fixture.expect(effects: 25)
            for database in [fixture.publisher, fixture.reader] {
                let connection = try await database.connection()
                _ = try await connection.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """)
                await connection.close()
            }
            for index in 25..<50 {
                while (try? await fixture.publisher.write("w\(index)", key: "n\(index % 5)")) == nil {}
            }
            try await fixture.expect(effects: 50)
        }
        #expect(try await fixture.effects().count == 50)
    }

    @Test func `after a publisher was restored to an earlier time, readers reach its state in a new epoch`()
        async throws
    {
        let fixture = try await MessagingFixture.make()
        try await running([], [fixture.consumer()]) {
            try await running([fixture.relay()]) {
                try await write(0..<20, fixture)
                try await fixture.expect(effects: 20)
            }
            // The restore: the last facts and states are deleted from every table, but the topics have them.
            for statement: Query in [
                "DELETE FROM outbox WHERE id > 15", "UPDATE aggregate SET facts = 2",
                "UPDATE relay_cluster SET cursor = 15", "DELETE FROM relay_position", "DELETE FROM relay_checkpoint",
                "UPDATE state_record SET version = 1, data = '{\"text\":\"restored\"}'",
                "DELETE FROM state_record WHERE aggregate_id = 'n3'",
            ] { try await fixture.publisher.database.execute(statement) }
            try await running([fixture.relay()]) {
                let isThere = try await eventually {
                    let notes = try await fixture.notes()
                    return notes["n3"] == nil && !notes.isEmpty && notes.values.allSatisfy { $0 == "restored" }
                }
                #expect(isThere)
                try await fixture.publisher.write("after", key: "n0")
                let isHandled = try await eventually { try await fixture.effects().contains { $0.text == "after" } }
                #expect(isHandled)
            }
        }
        let epoch = try await fixture.publisher.database.query("SELECT epoch FROM relay_epoch")[0].value(
            at: 0, as: Int64.self)
        #expect(epoch == 2)
    }

    @Test func `a version recreated after a restore is not mistaken for the one on the topic`() async throws {
        let fixture = try await MessagingFixture.make()
        try await running([], [fixture.consumer()]) {
            try await running([fixture.relay()]) {
                try await write(0..<5, fixture)
                try await fixture.expect(effects: 5)
            }
            // Restored and written again as often: the same versions with different contents, which the journal does
            // not show. The position is older, as if a relay had queued what follows it.
            for statement: Query in [
                "UPDATE state_record SET data = '{\"text\":\"new\"}', changed_at = changed_at + interval '1 second'",
                "DELETE FROM relay_position",
            ] { try await fixture.publisher.database.execute(statement) }
            try await running([fixture.relay()]) {
                let isThere = try await eventually {
                    let notes = try await fixture.notes()
                    return !notes.isEmpty && notes.values.allSatisfy { $0 == "new" }
                }
                #expect(isThere)
            }
        }
        #expect(try await fixture.effects().count == 5)
    }
}
