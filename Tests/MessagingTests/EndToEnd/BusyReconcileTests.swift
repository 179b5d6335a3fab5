import Contracts
import Executors
import Kafka
import Messaging
import Postgres
import Primitives
import TestSupport
import Testing

/// `outbox reconcile` beside writers and a relay: what is written and sent meanwhile is not a difference.
@Suite(.timeLimit(.minutes(4))) struct BusyReconcileTests {
    private func reconcile(_ fixture: MessagingFixture, repairs: Bool = true) async throws -> ReconcileReport {
        try await OutboxCommands(fixture.publisher.journal).reconcile(
            kafka: fixture.kafka, topicPrefix: fixture.prefix, repairs: repairs)
    }

    private func epoch(_ fixture: MessagingFixture) async throws -> Int {
        try await fixture.publisher.database.query("SELECT epoch FROM relay_epoch")[0].value(at: 0)
    }

    private func cursor(_ fixture: MessagingFixture) async throws -> Int {
        try await fixture.publisher.database.query("SELECT COALESCE(max(cursor), 0) FROM relay_cluster")[0].value(at: 0)
    }

    private func isSent(_ fixture: MessagingFixture) async throws -> Bool {
        try await fixture.publisher.database.query(
            """
            SELECT COALESCE((SELECT max(cursor) FROM relay_cluster), 0) >= (SELECT max(id) FROM outbox)
                AND NOT EXISTS (SELECT FROM relay_position WHERE log_offset = \(Int64.max))
            """)[0].value(at: 0)
    }

    /// Writes facts, states and occasional tombstones of a few aggregates while `body` runs.
    private func writing<R: Sendable>(_ fixture: MessagingFixture, _ body: () async throws -> R) async throws -> R {
        let isOver = Flag()
        async let writer: Void = {
            var index = 0
            while !isOver.isSet {
                try await write(index, fixture)
                index += 1
            }
        }()
        let result = try await body()
        isOver.set()
        try await writer
        return result
    }

    private func write(_ index: Int, _ fixture: MessagingFixture) async throws {
        let key: NoteID = "n\(index % 7)"
        try await fixture.publisher.journal.update { unit in
            unit.publish(.noteWritten, NoteText("b\(index)"), of: key, at: .now)
            if index % 5 == 4 {
                unit.tombstone(.note, of: key, at: .now)
            } else {
                unit.setState(.note, NoteText("b\(index)"), of: key, at: .now)
            }
        }
    }

    @Test func `what is written and sent while the topics are read is not a difference`() async throws {
        let fixture = try await MessagingFixture.make()
        try await running([fixture.relay()]) {
            try await writing(fixture) {
                let isSending = try await eventually { try await cursor(fixture) > 0 }
                #expect(isSending)
                var readWhileSent = 0
                while readWhileSent < 8 {
                    let before = try await cursor(fixture)
                    let report = try await reconcile(fixture)
                    #expect(report.differences.isEmpty)
                    if try await cursor(fixture) > before { readWhileSent += 1 }
                }
            }
        }
        #expect(try await epoch(fixture) == 1)
    }

    @Test func `a repair beside writers sends what is missing, and effects happen once and in order`() async throws {
        let fixture = try await MessagingFixture.make()
        try await running([fixture.relay()]) {
            for index in 0..<10 { try await fixture.publisher.write("w\(index)", key: "n\(index % 5)") }
            let isStanding = try await eventually { try await isSent(fixture) }
            #expect(isStanding)
        }
        // As if the records had been deleted.
        for index in 10..<14 { try await fixture.publisher.write("w\(index)", key: "n\(index % 5)") }
        try await fixture.publisher.database.execute("UPDATE relay_cluster SET cursor = (SELECT max(id) FROM outbox)")
        try await running([fixture.relay(), fixture.relay()], [fixture.consumer()]) {
            try await writing(fixture) {
                let before = try await cursor(fixture)
                let goesOn = try await eventually { try await cursor(fixture) > before }
                #expect(goesOn)
                let report = try await reconcile(fixture)
                #expect(report.recoveryRequested)
                #expect(report.differences.count { $0.kind == .missingOnTopic } == 4)
                #expect(report.differences.count == 4)
                let isRecovered = try await eventually { try await epoch(fixture) == 2 }
                #expect(isRecovered)
                let recovered = try await cursor(fixture)
                let sendsAgain = try await eventually { try await cursor(fixture) > recovered }
                #expect(sendsAgain)
                #expect(try await !reconcile(fixture).recoveryRequested)
            }
            let isDone = try await eventually { try await isSent(fixture) }
            #expect(isDone)
            let facts = try await fixture.publisher.database.query("SELECT count(*) FROM outbox WHERE kind = 'fact'")[0]
                .value(at: 0, as: Int.self)
            try await fixture.expect(effects: facts, within: .seconds(60))
        }
        #expect(try await reconcile(fixture).differences.isEmpty)
        #expect(try await epoch(fixture) == 2)
        let effects = try await fixture.effects()
        for (key, had) in Dictionary(grouping: effects, by: \.key) {
            #expect(had.map(\.sequence) == Array(1...had.count), "\(key)")
        }
    }

    /// A lock stops the reconciliation between its first and last query, so that the release happens in between.
    @Test func `a fact that was held at the beginning and sent before the end is not a difference`() async throws {
        let fixture = try await MessagingFixture.make()
        let watcher = try await fixture.publisher.connection()
        try await running([fixture.relay()]) {
            try await fixture.publisher.write("w0", key: "n0")
            let isFirstSent = try await eventually { try await isSent(fixture) }
            #expect(isFirstSent)
        }
        try await fixture.publisher.database.execute(
            """
            INSERT INTO relay_held (cluster_id, topic, aggregate_id, from_id, reason)
            SELECT cluster_id, \(Topic.facts(of: .registration).name), 'n0', cursor + 1, 'a test' FROM relay_cluster
            """)
        try await fixture.publisher.write("w1", key: "n0")
        try await running([fixture.relay()]) {
            let isPassed = try await eventually { try await isSent(fixture) }
            #expect(isPassed)
            try await fixture.expectStanding(1)
            #expect(try await reconcile(fixture).differences.isEmpty)
            try await watcher.script("BEGIN; LOCK TABLE journal_horizon IN ACCESS EXCLUSIVE MODE")
            async let reading = reconcile(fixture)
            let waits = try await eventually { try await isWaiting(watcher) }
            #expect(waits)
            _ = try await OutboxCommands(fixture.publisher.journal).republish(.aggregate("n0"))
            let isReleased = try await eventually {
                try await fixture.publisher.database.query("SELECT FROM relay_held").isEmpty
            }
            #expect(isReleased)
            try await watcher.script("COMMIT")
            let report = try await reading
            #expect(report.differences.isEmpty)
        }
        #expect(try await epoch(fixture) == 1)
        await watcher.close()
    }

    private func isWaiting(_ watcher: PostgresConnection) async throws -> Bool {
        try await !watcher.query(
            """
            SELECT FROM pg_locks WHERE NOT granted AND relation = 'journal_horizon'::regclass
            """
        ).isEmpty
    }
}
