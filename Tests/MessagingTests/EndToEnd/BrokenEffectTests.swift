import Contracts
import Foundation
import Kafka
import Messaging
import Observability
import Postgres
import Primitives
import TestSupport
import Testing

/// Effects that the database refuses because of the record or because of its own state.
@Suite(.timeLimit(.minutes(4))) struct BrokenEffectTests {
    /// Requires the note's row; its statement is enqueued, so it fails at COMMIT.
    private static let needsNote = FactHandler(.noteWritten, name: "needs-note") { received, unit in
        let rows = try await unit.sql.query("SELECT text FROM note WHERE key = \(received.key.text)")
        guard !rows.isEmpty else { throw Deferred(until: .note, of: received.key) }
        try await MessagingFixture.insert(received.id, received.key, received.sequence, received.fact.text, unit)
    }

    private static func fails(_ text: String, with state: String) -> Query {
        Query(
            unsafeSQL: """
                CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF NEW.text = '\(text)' THEN RAISE EXCEPTION 'x' USING ERRCODE = '\(state)'; END IF;
                    RETURN NEW;
                END $$
                """)
    }

    @Test func `a deferred fact that violates a constraint at commit is dead-lettered and does not delay others`()
        async throws
    {
        let fixture = try await MessagingFixture.make()
        let database = fixture.reader.database
        try await database.execute("ALTER TABLE effect ADD CHECK (text <> 'bad')")
        let letters = DeadLetters(database)
        try await running([fixture.relay()], [fixture.consumer(handlers: [Self.needsNote])]) {
            let notes: [(key: NoteID, text: String)] = [
                ("n0", "bad"), ("n0", "after"), ("n1", "good"), ("n2", "good"),
            ]
            for (key, text) in notes { try await fixture.publisher.write(text, key: key) }
            let areHeld = try await eventually { try await held(fixture) == 4 }
            #expect(areHeld)
            for key: NoteID in ["n0", "n1", "n2"] { try await fixture.publisher.set("here", key: key) }
            try await fixture.expect(effects: 3)
            #expect(try await letters.list(DeadLetterFilter()).map(\.key) == ["n0"])
            #expect(try await held(fixture) == 0)
        }
        #expect(Set(try await fixture.effects().map { $0.key + $0.text }) == ["n0after", "n1good", "n2good"])
    }

    @Test func `a deferred fact with a transient failure does not delay others`() async throws {
        let fixture = try await MessagingFixture.make()
        let database = fixture.reader.database
        try await database.execute(Self.fails("late", with: "53100"))
        try await database.execute(
            "CREATE TRIGGER fails BEFORE INSERT ON effect FOR EACH ROW EXECUTE FUNCTION fails()")
        let letters = DeadLetters(database)
        try await running([fixture.relay()], [fixture.consumer(handlers: [Self.needsNote])]) {
            try await fixture.publisher.write("late", key: "n0")
            try await fixture.publisher.write("good", key: "n1")
            let areHeld = try await eventually { try await held(fixture) == 2 }
            #expect(areHeld)
            for key: NoteID in ["n0", "n1"] { try await fixture.publisher.set("here", key: key) }
            try await fixture.expect(effects: 1)
            #expect(try await fixture.effects().map(\.key) == ["n1"])
            try await database.execute("DROP TRIGGER fails ON effect")
            try await fixture.expect(effects: 2)
            #expect(try await letters.list(DeadLetterFilter()).isEmpty)
        }
    }

    @Test func `a database that is temporarily read-only causes no dead letters`() async throws {
        let fixture = try await MessagingFixture.make()
        let switches = try await fixture.reader.connection()
        try await running([fixture.relay()], [fixture.consumer()]) {
            try await fixture.publisher.write("a", key: "n")
            try await fixture.expect(effects: 1)
            try await makeReadOnly(true, switches)
            try await fixture.publisher.write("b", key: "n")
            let isTried = await eventually { await retries(fixture) >= 1 }
            #expect(isTried)
            try await makeReadOnly(false, switches)
            // The pool's own connections were terminated as well, which may be noticed only now.
            let isHad = await eventually { (try? await fixture.effects().count) == 2 }
            #expect(isHad)
        }
        #expect(try await switches.query("SELECT FROM dead_letter").isEmpty)
        #expect(try await deadRecords(fixture).isEmpty)
        await switches.close()
    }

    /// Returns the number of retried batches.
    private func retries(_ fixture: MessagingFixture) async -> Int {
        let text = await fixture.metrics.render()
        let start = "muster_consumer_retries_total{topic=\"\(Topic.facts(of: .registration).name)\"} "
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix(start) }
        return line.flatMap { Double($0.dropFirst(start.count)) }.map { Int($0) } ?? 0
    }

    private func makeReadOnly(_ isOn: Bool, _ connection: PostgresConnection) async throws {
        let name = try await connection.query("SELECT current_database()")[0].value(at: 0, as: String.self)
        _ = try await connection.query(
            "ALTER DATABASE \(unsafe: "\"\(name)\"") SET default_transaction_read_only = \(unsafe: isOn ? "on" : "off")"
        )
        _ = try await connection.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """)
    }

    @Test func `a dead letter is sent once, however often its transaction fails`() async throws {
        let fixture = try await MessagingFixture.make()
        let database = fixture.reader.database
        let handler = FactHandler(.noteWritten, name: "effect") { _, _ in throw Poison("a bad text") }
        try await database.execute(
            """
            CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END $$
            """)
        try await database.execute(
            "CREATE TRIGGER fails BEFORE INSERT ON dead_letter FOR EACH ROW EXECUTE FUNCTION no_space()")
        try await running([fixture.relay()], [fixture.consumer(handlers: [handler])]) {
            try await fixture.publisher.write("bad", key: "n")
            let isTried = await eventually { await retries(fixture) >= 3 }
            #expect(isTried)
            try await database.execute("DROP TRIGGER fails ON dead_letter")
            let isNoted = try await eventually {
                try await DeadLetters(database).list(DeadLetterFilter()).count == 1
            }
            #expect(isNoted)
        }
        #expect(try await deadRecords(fixture).count == 1)
    }

    private func deadRecords(_ fixture: MessagingFixture) async throws -> [KafkaRecord] {
        let reader = try KafkaReader(fixture.kafka)
        let found = Found()
        let topic = Topic.deadLetters(of: .certification)
        for partition in 0..<topic.partitions {
            try await reader.read(
                TopicPartition(topic: fixture.prefix + topic.name, partition: Int32(partition)), from: .earliest
            ) { batch in
                found.append(batch)
                return true
            }
        }
        await reader.close()
        return found.records
    }

    private func held(_ fixture: MessagingFixture) async throws -> Int {
        try await fixture.reader.database.query("SELECT count(*) FROM held_fact")[0].value(at: 0, as: Int.self)
    }
}
