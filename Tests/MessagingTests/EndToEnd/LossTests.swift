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
    private func write(_ range: Range<Int>, _ stage: Stage) async throws {
        for index in range {
            try await stage.publisher.write("w\(index)", key: "n\(index % 5)")
            if index % 4 == 0 { try await stage.publisher.set("s\(index)", key: "n\(index % 5)") }
        }
    }

    /// Waits while relay and consumer run: the states' partitions may be behind the facts'.
    private func expectAll(_ count: Int, _ stage: Stage) async throws {
        let effects = try await stage.effects()
        #expect(effects.count == count)
        for key in 0..<5 {
            let numbers = effects.filter { $0.key == "n\(key)" }.map(\.sequence)
            #expect(numbers == Array(1...(count / 5)), "n\(key)")
        }
        let states = try await stage.publisher.database.query("SELECT aggregate_id, data->>'text' FROM state_record")
            .map {
                try $0.decode((String, String).self)
            }
        let expected = Dictionary(uniqueKeysWithValues: states.map { ($0.0, $0.1) })
        let isMirrored = try await eventually { try await stage.notes() == expected }
        #expect(isMirrored)
    }

    @Test func `after a broker was replaced while one consumer was down, no fact is missed or handled twice`()
        async throws
    {
        let stage = try await Stage.make(ownMock: true)
        try await running([stage.relay()], [stage.consumer()]) {
            try await write(0..<50, stage)
            try await stage.expect(effects: 50)
        }
        // The new log is longer than the old position when the consumer returns.
        let other = try MockKafka(topics: Stage.specs(""))
        try await running([stage.relay(on: other.configuration)]) {
            try await write(50..<150, stage)
            try await stage.expectStanding(150, on: other.configuration)
        }
        try await running([stage.relay(on: other.configuration)], [stage.consumer(on: other.configuration)]) {
            try await stage.expect(effects: 150)
            try await stage.expect(effects: 150, notes: 5)
            try await expectAll(150, stage)
        }
        let epoch = try await stage.publisher.database.query("SELECT epoch FROM relay_epoch")[0].value(
            at: 0, as: Int64.self)
        #expect(epoch == 2)
    }

    @Test(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence))
    func `after topics were recreated under relay and consumer, no fact is missed or repeated`() async throws {
        let stage = try await Stage.make()
        try await running([stage.relay { $0.limits.checkInterval = .seconds(1) }], [stage.consumer()]) {
            try await write(0..<50, stage)
            try await stage.expect(effects: 50)
            let admin = try KafkaAdmin(stage.kafka)
            try await TopicTool(stage.kafka).delete(Stage.specs(stage.prefix).map(\.name))
            _ = try await eventually {
                let there = try await admin.describeTopics().map(\.name)
                return !Stage.specs(stage.prefix).contains { there.contains($0.name) }
            }
            try await Stage.createTopics(stage.prefix)
            await admin.close()
            try await write(50..<100, stage)
            try await stage.expect(effects: 100, within: .seconds(90))
            try await expectAll(100, stage)
        }
    }

    @Test func `when the leader vanishes, another takes over after its lease has ended`() async throws {
        let stage = try await Stage.make()
        let first = stage.relay()
        let firstTask = Task { try await first.run() }
        try await write(0..<20, stage)
        try await stage.expectStanding(20)
        // As after a kill: cancelled without releasing the lease.
        try await stage.publisher.database.execute(
            "UPDATE relay_lease SET holder = 'a killed process', term = term + 1")
        firstTask.cancel()
        try? await firstTask.value
        let second = stage.relay()
        try await running([second], [stage.consumer()]) {
            try await write(20..<40, stage)
            try await stage.expect(effects: 40)
            #expect(second.isLeader)
            try await expectAll(40, stage)
        }
    }

    @Test func `one of two relays leads, and the other takes over when it stops`() async throws {
        let stage = try await Stage.make()
        let relays = [stage.relay(), stage.relay()]
        try await running(relays, [stage.consumer()]) {
            try await write(0..<20, stage)
            try await stage.expect(effects: 20)
            #expect(relays.filter(\.isLeader).count == 1)
            let leader = try #require(relays.first { $0.isLeader })
            leader.stop()
            let follows = await eventually { relays.contains { $0.isLeader && $0 !== leader } }
            #expect(follows)
            try await write(20..<40, stage)
            try await stage.expect(effects: 40)
            try await expectAll(40, stage)
        }
    }

    @Test func `after PostgreSQL has terminated every connection, the relay and the consumer recover`() async throws {
        let stage = try await Stage.make()
        try await running([stage.relay()], [stage.consumer()]) {
            try await write(0..<25, stage)
            try await stage.expect(effects: 25)
            for database in [stage.publisher, stage.reader] {
                let connection = try await database.connection()
                _ = try await connection.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """)
                await connection.close()
            }
            for index in 25..<50 {
                while (try? await stage.publisher.write("w\(index)", key: "n\(index % 5)")) == nil {}
            }
            try await stage.expect(effects: 50)
        }
        #expect(try await stage.effects().count == 50)
    }

    @Test func `after a publisher was restored to an earlier time, readers reach its state in a new epoch`()
        async throws
    {
        let stage = try await Stage.make()
        try await running([], [stage.consumer()]) {
            try await running([stage.relay()]) {
                try await write(0..<20, stage)
                try await stage.expect(effects: 20)
            }
            // The restore: the last facts and states are deleted from every table, but the topics have them.
            for statement: Query in [
                "DELETE FROM outbox WHERE id > 15", "UPDATE aggregate SET facts = 2",
                "UPDATE relay_cluster SET cursor = 15", "DELETE FROM relay_position", "DELETE FROM relay_checkpoint",
                "UPDATE state_record SET version = 1, data = '{\"text\":\"restored\"}'",
                "DELETE FROM state_record WHERE aggregate_id = 'n3'",
            ] { try await stage.publisher.database.execute(statement) }
            try await running([stage.relay()]) {
                let isThere = try await eventually {
                    let notes = try await stage.notes()
                    return notes["n3"] == nil && !notes.isEmpty && notes.values.allSatisfy { $0 == "restored" }
                }
                #expect(isThere)
                try await stage.publisher.write("after", key: "n0")
                let isHandled = try await eventually { try await stage.effects().contains { $0.text == "after" } }
                #expect(isHandled)
            }
        }
        let epoch = try await stage.publisher.database.query("SELECT epoch FROM relay_epoch")[0].value(
            at: 0, as: Int64.self)
        #expect(epoch == 2)
    }

    @Test func `a version recreated after a restore is not mistaken for the one on the topic`() async throws {
        let stage = try await Stage.make()
        try await running([], [stage.consumer()]) {
            try await running([stage.relay()]) {
                try await write(0..<5, stage)
                try await stage.expect(effects: 5)
            }
            // Restored and written again as often: the same versions with different contents, which the journal does
            // not show. The position is older, as if a relay had queued what follows it.
            for statement: Query in [
                "UPDATE state_record SET data = '{\"text\":\"new\"}', changed_at = changed_at + interval '1 second'",
                "DELETE FROM relay_position",
            ] { try await stage.publisher.database.execute(statement) }
            try await running([stage.relay()]) {
                let isThere = try await eventually {
                    let notes = try await stage.notes()
                    return !notes.isEmpty && notes.values.allSatisfy { $0 == "new" }
                }
                #expect(isThere)
            }
        }
        #expect(try await stage.effects().count == 5)
    }
}
