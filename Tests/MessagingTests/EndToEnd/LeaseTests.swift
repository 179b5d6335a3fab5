import Contracts
import Executors
import Foundation
import Glibc
import Kafka
import Messaging
import Observability
import Postgres
import TestSupport
import Testing

/// The lease (R6) under the worst conditions: the leader has queued records, and its database hangs.
@Suite(.timeLimit(.minutes(4)), .enabled(if: ProcessInfo.processInfo.environment["MUSTER_TEST_DATABASE_URL"] == nil))
struct LeaseTests {
    private static let name = "hanging-relay"
    private static let lease: Duration = .seconds(8)

    @Test func `a leader whose database hangs purges its queue before another leads`() async throws {
        let stage = try await Stage.make(ownMock: true)
        let broker = try #require(stage.mock).cluster
        let watcher = try await stage.publisher.connection()
        let metrics = MetricsRegistry()
        let first = relay(stage, metrics)
        try await running([first]) {
            try await stage.publisher.write("w0", key: "n")
            try await stage.expectStanding(1)
            broker.setBrokerDown(1)
            for index in 1...5 { try await stage.publisher.write("w\(index)", key: "n") }
            let inFlight = metrics.gauge("muster_outbox_in_flight", "")
            let isQueued = await eventually { inFlight.value == 5 }
            #expect(isQueued)
            let backends = try await hang(watcher)
            defer { letGo(backends) }
            let second = stage.relay { $0.lease = Self.lease }
            try await running([second]) {
                let leads = await eventually { second.isLeader }
                #expect(leads && !first.isLeader)
                // The first leader's remaining records would be sent now, because its database keeps it from ending for
                // seconds.
                broker.setBrokerUp(1)
                try await expectServed(stage)
            }
            letGo(backends)
            // It leads again when its database responds.
            try await stage.publisher.write("w6", key: "n")
            try await stage.expectStanding(7)
        }
        #expect(try await stage.records(of: .facts(of: .registration)).count == 7)
        await watcher.close()
    }

    @Test func `a repair requested while a leader's database hangs lets no other lead before it has stopped`()
        async throws
    {
        let stage = try await Stage.make()
        let watcher = try await stage.publisher.connection()
        let first = relay(stage, MetricsRegistry())
        try await running([first]) {
            try await stage.publisher.write("w0", key: "n")
            try await stage.expectStanding(1)
            let backends = try await hang(watcher)
            defer { letGo(backends) }
            // Sent according to the cursor, but on no topic.
            try await stage.publisher.write("w1", key: "n")
            try await watcher.execute("UPDATE relay_cluster SET cursor = (SELECT max(id) FROM outbox)")
            let report = try await OutboxCommands(stage.publisher.journal).reconcile(
                kafka: stage.kafka, topicPrefix: stage.prefix, repairs: true)
            #expect(report.recoveryRequested)
            let second = stage.relay { $0.lease = Self.lease }
            try await running([second]) {
                let leads = await eventually { second.isLeader }
                #expect(leads && !first.isLeader)
                try await stage.expectStanding(2)
            }
            letGo(backends)
        }
        await watcher.close()
    }

    @Test func `the lease is renewed while a recovery is written, however long that takes`() async throws {
        let stage = try await Stage.make()
        let watcher = try await stage.publisher.connection()
        try await running([stage.relay()]) {
            try await stage.publisher.write("w0", key: "n")
            try await stage.expectStanding(1)
        }
        try await watcher.execute("UPDATE relay_position SET log_offset = \(Int64.max), event_id = NULL")
        // The recovery has locked the lease's row and waits for this table.
        try await watcher.script("BEGIN; LOCK TABLE relay_epoch IN SHARE MODE")
        try await running([stage.relay { $0.lease = .seconds(4) }]) {
            let waits = try await eventually {
                try await !watcher.query(
                    "SELECT FROM pg_locks WHERE NOT granted AND relation = 'relay_epoch'::regclass"
                ).isEmpty
            }
            #expect(waits)
            let before = try await term(stage)
            let isRenewed = try await eventually { try await term(stage).end >= before.end + 4 }
            #expect(isRenewed)
            try await watcher.script("COMMIT")
            let isRecovered = try await eventually {
                try await !stage.publisher.database.query("SELECT FROM relay_epoch WHERE epoch = 2").isEmpty
            }
            #expect(isRecovered)
            #expect(try await term(stage).number == before.number)
        }
        await watcher.close()
    }

    private func expectServed(_ stage: Stage, at place: SourceLocation = #_sourceLocation) async throws {
        let isServed = try await eventually {
            try await stage.publisher.database.query(
                "SELECT FROM relay_cluster WHERE cursor >= (SELECT max(id) FROM outbox)"
            ).count == 1
        }
        #expect(isServed, sourceLocation: place)
    }

    /// Returns the lease's term and the seconds at which it ends.
    private func term(_ stage: Stage) async throws -> (number: Int, end: Double) {
        try await stage.publisher.database.query(
            "SELECT term, extract(epoch FROM expires_at)::double precision FROM relay_lease")[0].decode(
                (Int, Double).self)
    }

    private func relay(_ stage: Stage, _ metrics: MetricsRegistry) -> OutboxRelay {
        var database = stage.publisher.configuration
        database.applicationName = Self.name
        var options = RelayOptions()
        options.topicPrefix = stage.prefix
        options.lease = Self.lease
        return OutboxRelay(
            journal: stage.publisher.journal, database: database, kafka: stage.kafka, options: options, log: Stage.log,
            metrics: metrics)
    }

    /// Stops the server processes of the relay's two connections while they hold no locks that others wait for.
    private func hang(_ watcher: PostgresConnection) async throws -> [Int32] {
        while true {
            let backends = try await watcher.query(
                """
                SELECT pid FROM pg_stat_activity WHERE application_name = \(Self.name) AND datname = current_database()
                """
            ).map { try $0.value(at: 0, as: Int32.self) }
            #expect(backends.count == 2)
            for backend in backends { kill(backend, SIGSTOP) }
            let locked = try await watcher.query(
                "SELECT FROM pg_locks WHERE pid = ANY(\(backends)) AND locktype = 'transactionid'",
                deadline: .after(.seconds(2)))
            if locked.isEmpty { return backends }
            letGo(backends)
        }
    }

    private func letGo(_ backends: [Int32]) {
        for backend in backends { kill(backend, SIGCONT) }
    }
}
