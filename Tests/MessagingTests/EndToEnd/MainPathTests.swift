import Contracts
import Foundation
import Kafka
import Messaging
import Postgres
import Primitives
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct MainPathTests {
    @Test func `facts have their effect once and in order, states arrive, and both reach the publisher's state`()
        async throws
    {
        let fixture = try await MessagingFixture.make()
        try await running([fixture.relay()], [fixture.consumer()]) {
            for index in 0..<200 { try await fixture.publisher.write("w\(index)", key: "n\(index % 10)") }
            for index in 0..<20 { try await fixture.publisher.set("s\(index)", key: "n\(index % 10)") }
            try await fixture.publisher.journal.update { $0.tombstone(.note, of: "n0", at: .now) }
            try await fixture.expect(effects: 200, notes: 9)
        }
        let effects = try await fixture.effects()
        for key in 0..<10 {
            #expect(effects.filter { $0.key == "n\(key)" }.map(\.sequence) == Array(1...20))
        }
        #expect(
            try await fixture.notes() == Dictionary(uniqueKeysWithValues: (1..<10).map { ("n\($0)", "s\($0 + 10)") }))
    }

    @Test func `a record on the topic is a CloudEvent in binary mode`() async throws {
        let fixture = try await MessagingFixture.make()
        let at = Instant("2026-03-01T10:00:00Z")!
        try await running([fixture.relay()]) {
            try await fixture.publisher.journal.update { unit in
                unit.publish(.noteWritten, NoteText("é"), of: "n1", at: at)
                unit.publish(.noteWritten, NoteText("b"), of: "n1", at: at.adding(seconds: 1))
            }
            #expect(try await eventually { try await fixture.records(of: .facts(of: .registration)).count == 2 })
        }
        let record = try #require(try await fixture.records(of: .facts(of: .registration)).last)
        let envelope = try Envelope(headers: record.headers, key: record.key)
        #expect(envelope.type == EventType.noteWritten.name)
        #expect(envelope.source == "/muster/registration")
        #expect(envelope.subject == "n1")
        #expect(envelope.sequence == 2)
        #expect(envelope.time == at.adding(seconds: 1))
        #expect(envelope.previousTime == at)
        #expect(envelope.epoch == 1)
        #expect(envelope.contentType == "application/json")
        #expect(envelope.dataSchema == Envelope.dataSchema(ofType: EventType.noteWritten.name))
        #expect(record.headers.map(\.name) == envelope.headers.map(\.name))
        #expect(record.headers.map(\.value) == envelope.headers.map(\.value))
        #expect(record.value == Array(#"{"text":"b"}"#.utf8))
    }

    @Test func `a restarted relay does not send again what was reported`() async throws {
        let fixture = try await MessagingFixture.make()
        try await running([fixture.relay()]) {
            for index in 0..<50 { try await fixture.publisher.write("w\(index)", key: "n\(index % 5)") }
            #expect(try await eventually { try await fixture.records(of: .facts(of: .registration)).count == 50 })
        }
        try await running([fixture.relay()]) {
            try await fixture.publisher.write("last", key: "n0")
            #expect(try await eventually { try await fixture.records(of: .facts(of: .registration)).count == 51 })
        }
    }
}
