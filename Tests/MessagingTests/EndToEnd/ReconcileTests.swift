import Contracts
import Kafka
import Messaging
import Postgres
import TestSupport
import Testing

/// `outbox reconcile`: what topics and tables do not have in common is told, and mended where that is asked for.
@Suite(.timeLimit(.minutes(4))) struct ReconcileTests {
    private typealias Kind = ReconcileReport.Difference.Kind

    private func reconcile(_ stage: Stage, repairs: Bool = false) async throws -> ReconcileReport {
        try await OutboxCommands(stage.publisher.journal).reconcile(
            kafka: stage.kafka, topicPrefix: stage.prefix, repairs: repairs)
    }

    private func count(_ report: ReconcileReport, _ kind: Kind) -> Int {
        report.differences.count { $0.kind == kind }
    }

    private func epoch(_ stage: Stage) async throws -> Int {
        try await stage.publisher.database.query("SELECT epoch FROM relay_epoch")[0].value(at: 0)
    }

    private func isSent(_ stage: Stage) async throws -> Bool {
        try await stage.publisher.database.query(
            """
            SELECT COALESCE((SELECT max(cursor) FROM relay_cluster), 0) >= (SELECT max(id) FROM outbox)
                AND NOT EXISTS (SELECT FROM relay_position WHERE log_offset = \(Int64.max))
            """)[0].value(at: 0)
    }

    /// Ten facts and as many states of five aggregates on the topics, nothing running.
    private func filled() async throws -> Stage {
        let stage = try await Stage.make()
        try await running([stage.relay()]) {
            for index in 0..<10 {
                try await stage.publisher.write("w\(index)", key: "n\(index % 5)")
                try await stage.publisher.set("s\(index)", key: "n\(index % 5)")
            }
            let isDone = try await eventually { try await isSent(stage) }
            #expect(isDone)
        }
        return stage
    }

    /// As if someone had deleted the records: the journal has them, the cursor is past them, the topics end before.
    private func writeUnsent(_ stage: Stage) async throws {
        for index in 10..<14 { try await stage.publisher.write("w\(index)", key: "n\(index % 5)") }
        try await stage.publisher.set("late", key: "n0")
        try await stage.publisher.database.execute("UPDATE relay_cluster SET cursor = (SELECT max(id) FROM outbox)")
    }

    @Test func `topics that have what the tables have show no difference, even while more is on its way`() async throws
    {
        let stage = try await filled()
        let report = try await reconcile(stage)
        #expect(report.differences.isEmpty)
        #expect(report.recordsRead == 20)
        try await stage.publisher.write("later", key: "n1")
        try await stage.publisher.set("later", key: "n1")
        #expect(try await reconcile(stage, repairs: true).recoveryRequested == false)
        #expect(try await epoch(stage) == 1)
    }

    @Test func `missing records are told, and stay missing without the option`() async throws {
        let stage = try await filled()
        try await writeUnsent(stage)
        for _ in 0..<2 {
            let report = try await reconcile(stage)
            #expect(count(report, .missingOnTopic) == 4)
            #expect(count(report, .behindOnTopic) == 1)
            #expect(report.differences.count == 5)
            #expect(!report.recoveryRequested)
        }
        try await running([stage.relay()]) {
            try await stage.publisher.write("next", key: "n4")
            let isDone = try await eventually { try await isSent(stage) }
            #expect(isDone)
        }
        #expect(try await epoch(stage) == 1)
        #expect(count(try await reconcile(stage), .missingOnTopic) == 4)
    }

    @Test func `the repair sends what is missing under a new epoch, beside a running relay, and effects stay single`()
        async throws
    {
        let stage = try await filled()
        try await writeUnsent(stage)
        try await running([stage.relay()], [stage.consumer()]) {
            let isDone = try await eventually { try await isSent(stage) }
            #expect(isDone)
            let report = try await reconcile(stage, repairs: true)
            #expect(report.recoveryRequested)
            #expect(count(report, .missingOnTopic) == 4)
            try await stage.expect(effects: 14, notes: 5, within: .seconds(60))
            let isRepaired = try await eventually { try await isSent(stage) }
            #expect(isRepaired)
            let isMirrored = try await eventually { try await stage.notes()["n0"] == "late" }
            #expect(isMirrored)
            #expect(try await reconcile(stage).differences.isEmpty)
        }
        #expect(try await epoch(stage) == 2)
        let effects = try await stage.effects()
        for key in 0..<5 {
            let numbers = effects.filter { $0.key == "n\(key)" }.map(\.sequence)
            #expect(numbers == Array(1...(key < 4 ? 3 : 2)), "n\(key)")
        }
    }

    @Test func `a checkpoint above what is missing does not keep the repair from sending it`() async throws {
        let stage = try await filled()
        try await writeUnsent(stage)
        // Sound by its places, but its cursor covers what is missing.
        try await stage.publisher.database.execute(
            """
            INSERT INTO relay_checkpoint (cluster_id, cursor, positions)
            SELECT cluster_id, cursor, '[]' FROM relay_cluster
            """)
        #expect(try await reconcile(stage, repairs: true).recoveryRequested)
        try await running([stage.relay()], [stage.consumer()]) {
            try await stage.expect(effects: 14, within: .seconds(60))
        }
        #expect(try await reconcile(stage).differences.isEmpty)
    }

    @Test func `what only the topics know is told: the database was restored`() async throws {
        let stage = try await filled()
        for statement: Query in [
            "DELETE FROM outbox WHERE kind = 'fact' AND aggregate_id = 'n3'",
            "DELETE FROM state_record WHERE aggregate_id = 'n3'",
            "UPDATE state_record SET version = 1 WHERE aggregate_id = 'n2'",
        ] { try await stage.publisher.database.execute(statement) }
        let report = try await reconcile(stage)
        #expect(count(report, .unknownToJournal) == 2)
        #expect(count(report, .aheadOnTopic) == 2)
        #expect(report.differences.count == 4)
    }

    @Test func `a lost branch's facts stay listed after the repair, and ask for no other`() async throws {
        let stage = try await filled()
        try await stage.publisher.database.execute("DELETE FROM outbox WHERE kind = 'fact' AND aggregate_id = 'n3'")
        #expect(try await reconcile(stage, repairs: true).recoveryRequested)
        try await running([stage.relay()]) {
            let isRecovered = try await eventually {
                guard try await epoch(stage) == 2 else { return false }
                return try await isSent(stage)
            }
            #expect(isRecovered)
        }
        let report = try await reconcile(stage, repairs: true)
        #expect(count(report, .unknownToJournal) == 2)
        #expect(report.differences.count == 2)
        #expect(!report.needsRecovery)
        #expect(!report.recoveryRequested)
    }

    @Test func `a state that a refused record holds back is no difference`() async throws {
        let stage = try await filled()
        let state = Topic.state(of: .registration).name
        try await stage.publisher.database.execute(
            """
            INSERT INTO relay_held (cluster_id, topic, aggregate_id, from_id, reason)
            SELECT cluster_id, \(state), 'n1', cursor + 1, 'a test' FROM relay_cluster
            """)
        try await stage.publisher.set("held", key: "n1")
        try await running([stage.relay()]) {
            let isDone = try await eventually { try await isSent(stage) }
            #expect(isDone)
        }
        #expect(try await reconcile(stage, repairs: true).differences.isEmpty)
    }
}
