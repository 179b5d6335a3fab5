import Contracts
import Kafka
import Messaging
import Postgres
import TestSupport
import Testing

/// `outbox reconcile` reports the differences between topics and tables, and repairs them if requested.
@Suite(.timeLimit(.minutes(4))) struct ReconcileTests {
    private typealias Kind = ReconcileReport.Difference.Kind

    private func reconcile(_ fixture: MessagingFixture, repairs: Bool = false) async throws -> ReconcileReport {
        try await OutboxCommands(fixture.publisher.journal).reconcile(
            kafka: fixture.kafka, topicPrefix: fixture.prefix, repairs: repairs)
    }

    private func count(_ report: ReconcileReport, _ kind: Kind) -> Int {
        report.differences.count { $0.kind == kind }
    }

    private func epoch(_ fixture: MessagingFixture) async throws -> Int {
        try await fixture.publisher.database.query("SELECT epoch FROM relay_epoch")[0].value(at: 0)
    }

    private func isSent(_ fixture: MessagingFixture) async throws -> Bool {
        try await fixture.publisher.database.query(
            """
            SELECT COALESCE((SELECT max(cursor) FROM relay_cluster), 0) >= (SELECT max(id) FROM outbox)
                AND NOT EXISTS (SELECT FROM relay_position WHERE log_offset = \(Int64.max))
            """)[0].value(at: 0)
    }

    /// Returns a fixture with ten facts and as many states of five aggregates on the topics, and nothing running.
    private func filled() async throws -> MessagingFixture {
        let fixture = try await MessagingFixture.make()
        try await running([fixture.relay()]) {
            for index in 0..<10 {
                try await fixture.publisher.write("w\(index)", key: "n\(index % 5)")
                try await fixture.publisher.set("s\(index)", key: "n\(index % 5)")
            }
            let isDone = try await eventually { try await isSent(fixture) }
            #expect(isDone)
        }
        return fixture
    }

    /// As if records had been deleted: the journal has them, the cursor is past them, the topics end before them.
    private func writeUnsent(_ fixture: MessagingFixture) async throws {
        for index in 10..<14 { try await fixture.publisher.write("w\(index)", key: "n\(index % 5)") }
        try await fixture.publisher.set("late", key: "n0")
        try await fixture.publisher.database.execute("UPDATE relay_cluster SET cursor = (SELECT max(id) FROM outbox)")
    }

    @Test func `topics that match the tables show no differences, even while more is being sent`() async throws {
        let fixture = try await filled()
        let report = try await reconcile(fixture)
        #expect(report.differences.isEmpty)
        #expect(report.recordsRead == 20)
        try await fixture.publisher.write("later", key: "n1")
        try await fixture.publisher.set("later", key: "n1")
        #expect(try await reconcile(fixture, repairs: true).recoveryRequested == false)
        #expect(try await epoch(fixture) == 1)
    }

    @Test func `missing records are reported, and remain missing without the option`() async throws {
        let fixture = try await filled()
        try await writeUnsent(fixture)
        for _ in 0..<2 {
            let report = try await reconcile(fixture)
            #expect(count(report, .missingOnTopic) == 4)
            #expect(count(report, .behindOnTopic) == 1)
            #expect(report.differences.count == 5)
            #expect(!report.recoveryRequested)
        }
        try await running([fixture.relay()]) {
            try await fixture.publisher.write("next", key: "n4")
            let isDone = try await eventually { try await isSent(fixture) }
            #expect(isDone)
        }
        #expect(try await epoch(fixture) == 1)
        #expect(count(try await reconcile(fixture), .missingOnTopic) == 4)
    }

    @Test func `the repair sends what is missing in a new epoch beside a running relay, and effects stay single`()
        async throws
    {
        let fixture = try await filled()
        try await writeUnsent(fixture)
        try await running([fixture.relay()], [fixture.consumer()]) {
            let isDone = try await eventually { try await isSent(fixture) }
            #expect(isDone)
            let report = try await reconcile(fixture, repairs: true)
            #expect(report.recoveryRequested)
            #expect(count(report, .missingOnTopic) == 4)
            try await fixture.expect(effects: 14, notes: 5, within: .seconds(60))
            let isRepaired = try await eventually { try await isSent(fixture) }
            #expect(isRepaired)
            let isMirrored = try await eventually { try await fixture.notes()["n0"] == "late" }
            #expect(isMirrored)
            #expect(try await reconcile(fixture).differences.isEmpty)
        }
        #expect(try await epoch(fixture) == 2)
        let effects = try await fixture.effects()
        for key in 0..<5 {
            let numbers = effects.filter { $0.key == "n\(key)" }.map(\.sequence)
            #expect(numbers == Array(1...(key < 4 ? 3 : 2)), "n\(key)")
        }
    }

    @Test func `a checkpoint above missing records does not prevent the repair from sending them`() async throws {
        let fixture = try await filled()
        try await writeUnsent(fixture)
        // Its positions are valid, but its cursor covers missing records.
        try await fixture.publisher.database.execute(
            """
            INSERT INTO relay_checkpoint (cluster_id, cursor, positions)
            SELECT cluster_id, cursor, '[]' FROM relay_cluster
            """)
        #expect(try await reconcile(fixture, repairs: true).recoveryRequested)
        try await running([fixture.relay()], [fixture.consumer()]) {
            try await fixture.expect(effects: 14, within: .seconds(60))
        }
        #expect(try await reconcile(fixture).differences.isEmpty)
    }

    @Test func `what only the topics have is reported after a restore`() async throws {
        let fixture = try await filled()
        for statement: Query in [
            "DELETE FROM outbox WHERE kind = 'fact' AND aggregate_id = 'n3'",
            "DELETE FROM state_record WHERE aggregate_id = 'n3'",
            "UPDATE state_record SET version = 1 WHERE aggregate_id = 'n2'",
        ] { try await fixture.publisher.database.execute(statement) }
        let report = try await reconcile(fixture)
        #expect(count(report, .unknownToJournal) == 2)
        #expect(count(report, .aheadOnTopic) == 2)
        #expect(report.differences.count == 4)
    }

    @Test func `a lost branch's facts remain listed after the repair and require no other`() async throws {
        let fixture = try await filled()
        try await fixture.publisher.database.execute("DELETE FROM outbox WHERE kind = 'fact' AND aggregate_id = 'n3'")
        #expect(try await reconcile(fixture, repairs: true).recoveryRequested)
        try await running([fixture.relay()]) {
            let isRecovered = try await eventually {
                guard try await epoch(fixture) == 2 else { return false }
                return try await isSent(fixture)
            }
            #expect(isRecovered)
        }
        let report = try await reconcile(fixture, repairs: true)
        #expect(count(report, .unknownToJournal) == 2)
        #expect(report.differences.count == 2)
        #expect(!report.needsRecovery)
        #expect(!report.recoveryRequested)
    }

    @Test func `a state that a refused record holds back is not a difference`() async throws {
        let fixture = try await filled()
        let state = Topic.state(of: .registration).name
        try await fixture.publisher.database.execute(
            """
            INSERT INTO relay_held (cluster_id, topic, aggregate_id, from_id, reason)
            SELECT cluster_id, \(state), 'n1', cursor + 1, 'a test' FROM relay_cluster
            """)
        try await fixture.publisher.set("held", key: "n1")
        try await running([fixture.relay()]) {
            let isDone = try await eventually { try await isSent(fixture) }
            #expect(isDone)
        }
        #expect(try await reconcile(fixture, repairs: true).differences.isEmpty)
    }
}
