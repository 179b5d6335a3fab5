import Contracts
import Foundation
import JSONTree
import Messaging
import Observability
import Postgres
import Primitives
import TestSupport
import Testing

@Suite struct JournalTests {
    @Test func `facts of an aggregate are numbered from one and have the time of the previous fact`() async throws {
        let fixture = try await JournalFixture.make()
        let first = Instant("2026-03-01T10:00:00Z")!
        try await fixture.journal.update { unit in
            unit.publish(.noteWritten, NoteText("a"), of: "n1", at: first)
            unit.publish(.noteWritten, NoteText("b"), of: "n2", at: first)
            unit.publish(.noteErased, NoteText("c"), of: "n1", at: first.adding(seconds: 1))
        }
        try await fixture.journal.update { unit in
            unit.publish(.noteWritten, NoteText("d"), of: "n1", at: first.adding(seconds: 2))
        }
        let rows = try await fixture.database.query(
            "SELECT aggregate_id, sequence, previous_at, occurred_at, payload, type FROM outbox ORDER BY id"
        ).map { try $0.decode((String, Int64, Instant?, Instant, String, String).self) }
        #expect(rows.map(\.0) == ["n1", "n2", "n1", "n1"])
        #expect(rows.map(\.1) == [1, 1, 2, 3])
        #expect(rows.map(\.2) == [nil, nil, first, first.adding(seconds: 1)])
        #expect(rows.map(\.4) == [#"{"text":"a"}"#, #"{"text":"b"}"#, #"{"text":"c"}"#, #"{"text":"d"}"#])
        #expect(rows[2].5 == EventType.noteErased.name)
    }

    @Test func `many facts of many aggregates are written with one statement, in the order of the calls`() async throws
    {
        let fixture = try await JournalFixture.make()
        try await fixture.journal.update { unit in
            for index in 0..<1000 { unit.publish(.noteWritten, NoteText("\(index)"), of: "n\(index % 37)", at: .now) }
        }
        let texts = try await fixture.database.query("SELECT payload FROM outbox ORDER BY id").map {
            try $0.value(at: 0, as: String.self)
        }
        #expect(texts == (0..<1000).map { "{\"text\":\"\($0)\"}" })
        let wrong = try await fixture.database.query(
            """
            SELECT aggregate_id FROM outbox GROUP BY aggregate_id
            HAVING max(sequence) <> count(*) OR count(DISTINCT sequence) <> count(*)
            """)
        #expect(wrong.isEmpty)
    }

    @Test func `an unchanged state publishes nothing, a changed one counts its version, and a tombstone has no data`()
        async throws
    {
        let fixture = try await JournalFixture.make()
        for text in ["x", "x", "y"] { try await fixture.set(text, key: "n1") }
        try await fixture.journal.update { $0.tombstone(.note, of: "n1", at: .now) }
        try await fixture.journal.update { $0.tombstone(.note, of: "n1", at: .now) }
        let rows = try await fixture.database.query("SELECT sequence, payload, kind FROM outbox ORDER BY id").map {
            try $0.decode((Int64, String?, String).self)
        }
        #expect(rows.map(\.0) == [1, 2, 3])
        #expect(rows.allSatisfy { $0.1 == nil && $0.2 == "state" })
        let state = try await fixture.database.query("SELECT version, data FROM state_record")[0]
            .decode((Int64, JSON?).self)
        #expect(state.0 == 3)
        #expect(state.1 == nil)
    }

    @Test func `a journal row has the trace of its work`() async throws {
        let fixture = try await JournalFixture.make()
        let trace = TraceContext.new()
        try await fixture.journal.update(trace: trace) { unit in
            unit.publish(.noteWritten, NoteText("a"), of: "n", at: .now)
            unit.setState(.note, NoteText("a"), of: "n", at: .now)
        }
        let traces = try await fixture.database.query("SELECT traceparent FROM outbox").map {
            try $0.value(at: 0, as: String?.self)
        }
        #expect(traces == [trace.traceparent, trace.traceparent])
    }

    @Test func `a failure leaves no rows behind, neither in tables nor in the journal`() async throws {
        struct Refused: Error {}
        let fixture = try await JournalFixture.make([Migration("0100_note", "CREATE TABLE note (id text PRIMARY KEY)")])
        await #expect(throws: Refused.self) {
            try await fixture.journal.update { unit in
                try await unit.sql.execute("INSERT INTO note VALUES ('a')")
                unit.publish(.noteWritten, NoteText("a"), of: "n", at: .now)
                throw Refused()
            }
        }
        #expect(try await fixture.rows().isEmpty)
        #expect(try await fixture.database.query("SELECT id FROM note").isEmpty)
    }

    @Test func `a payload over the limit is refused and rolls back the unit`() async throws {
        let fixture = try await JournalFixture.make()
        await #expect(throws: UnpublishableEvent.self) {
            try await fixture.write(String(repeating: "x", count: Journal.defaultPayloadLimit), key: "n")
        }
        #expect(try await fixture.rows().isEmpty)
    }

    @Test func `writers of the same aggregate wait for each other, and ids are in the order of the numbers`()
        async throws
    {
        let fixture = try await JournalFixture.make()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for index in 0..<25 {
                        try await fixture.journal.update { unit in
                            // Uses both orders of two keys. The draft sorts them, so there is no deadlock.
                            let keys: [NoteID] = writer % 2 == 0 ? ["a", "b"] : ["b", "a"]
                            for key in keys {
                                unit.publish(.noteWritten, NoteText("\(writer) \(index)"), of: key, at: .now)
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let rows = try await fixture.rows()
        #expect(rows.count == 400)
        for key in ["a", "b"] {
            #expect(rows.filter { $0.key == key }.map(\.sequence) == Array(1...200))
        }
    }

    @Test func `a deadlock runs the unit again`() async throws {
        let fixture = try await JournalFixture.make([
            Migration(
                "0100_note",
                "CREATE TABLE note (id text PRIMARY KEY, n int); INSERT INTO note VALUES ('a', 0), ('b', 0)")
        ])
        let name = fixture.configuration.database!
        try await fixture.database.execute("ALTER DATABASE \(identifier: name) SET deadlock_timeout = '10ms'")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for keys in [["a", "b"], ["b", "a"], ["a", "b"], ["b", "a"]] {
                group.addTask {
                    for _ in 0..<5 {
                        try await fixture.journal.update { unit in
                            for key in keys {
                                try await unit.sql.execute("UPDATE note SET n = n + 1 WHERE id = \(key)")
                            }
                            unit.publish(.noteWritten, NoteText("x"), of: "n", at: .now)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(
            try await fixture.database.query("SELECT n FROM note").map { try $0.value(at: 0, as: Int.self) } == [
                20, 20,
            ])
        #expect(try await fixture.rows().map(\.sequence) == Array(1...20))
    }

    @Test func `a database that may lose commits is refused`() async throws {
        let fixture = try await JournalFixture.make()
        try await fixture.journal.refuseUnsafeSettings()
        let name = fixture.configuration.database!
        try await fixture.database.execute("ALTER DATABASE \(identifier: name) SET synchronous_commit = off")
        let other = PostgresClient(fixture.configuration)
        await #expect(throws: JournalRefused.self) {
            try await Journal(service: .registration, database: other).refuseUnsafeSettings()
        }
        await other.close()
    }

    @Test func `a sequence that sessions cache is refused`() async throws {
        let fixture = try await JournalFixture.make()
        try await fixture.database.execute("ALTER SEQUENCE outbox_id CACHE 10")
        await #expect(throws: JournalRefused.self) { try await fixture.journal.refuseUnsafeSettings() }
    }
}
