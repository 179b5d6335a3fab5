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
        let fixture = try await MessagingFixture.make(ownMock: true)
        let broker = try #require(fixture.mock).cluster
        let watcher = try await fixture.publisher.connection()
        let metrics = MetricsRegistry()
        let first = relay(fixture, metrics)
        try await running([first]) {
            try await fixture.publisher.write("w0", key: "n")
            try await fixture.expectStanding(1)
            broker.setBrokerDown(1)
            for index in 1...5 { try await fixture.publisher.write("w\(index)", key: "n") }
            let inFlight = metrics.gauge("muster_outbox_in_flight", "")
            let isQueued = await eventually { inFlight.value == 5 }
            #expect(isQueued)
            let backends = try await hang(watcher)
            defer { letGo(backends) }
            let second = fixture.relay { $0.lease = Self.lease }
            try await running([second]) {
                let leads = await eventually { second.isLeader }
                #expect(leads && !first.isLeader)
                // The first leader's remaining records would be sent now, because its database keeps it from ending for
                // seconds.
                broker.setBrokerUp(1)
                try await expectServed(fixture)
            }
            letGo(backends)
            // It leads again when its database responds.
            try await fixture.publisher.write("w6", key: "n")
            try await fixture.expectStanding(7)
        }
        #expect(try await fixture.records(of: .facts(of: .registration)).count == 7)
        await watcher.close()
    }

    @Test func `a repair requested while a leader's database hangs lets no other lead before it has stopped`()
        async throws
    {
        let fixture = try await MessagingFixture.make()
        let watcher = try await fixture.publisher.connection()
        let first = relay(fixture, MetricsRegistry())
        try await running([first]) {
            try await fixture.publisher.write("w0", key: "n")
            try await fixture.expectStanding(1)
            let backends = try await hang(watcher)
            defer { letGo(backends) }
            // Sent according to the cursor, but on no topic.
            try await fixture.publisher.write("w1", key: "n")
            try await watcher.execute("UPDATE relay_cluster SET cursor = (SELECT max(id) FROM outbox)")
            let report = try await OutboxCommands(fixture.publisher.journal).reconcile(
                kafka: fixture.kafka, topicPrefix: fixture.prefix, repairs: true)
            #expect(report.recoveryRequested)
            let second = fixture.relay { $0.lease = Self.lease }
            try await running([second]) {
                let leads = await eventually { second.isLeader }
                #expect(leads && !first.isLeader)
                try await fixture.expectStanding(2)
            }
            letGo(backends)
        }
        await watcher.close()
    }

    @Test func `the lease is renewed while a recovery is written, however long that takes`() async throws {
        let fixture = try await MessagingFixture.make()
        let watcher = try await fixture.publisher.connection()
        try await running([fixture.relay()]) {
            try await fixture.publisher.write("w0", key: "n")
            try await fixture.expectStanding(1)
        }
        try await watcher.execute("UPDATE relay_position SET log_offset = \(Int64.max), event_id = NULL")
        // The recovery has locked the lease's row and waits for this table.
        try await watcher.script("BEGIN; LOCK TABLE relay_epoch IN SHARE MODE")
        try await running([fixture.relay { $0.lease = .seconds(4) }]) {
            let waits = try await eventually {
                try await !watcher.query(
                    "SELECT FROM pg_locks WHERE NOT granted AND relation = 'relay_epoch'::regclass"
                ).isEmpty
            }
            #expect(waits)
            let before = try await term(fixture)
            let isRenewed = try await eventually { try await term(fixture).end >= before.end + 4 }
            #expect(isRenewed)
            try await watcher.script("COMMIT")
            let isRecovered = try await eventually {
                try await !fixture.publisher.database.query("SELECT FROM relay_epoch WHERE epoch = 2").isEmpty
            }
            #expect(isRecovered)
            #expect(try await term(fixture).number == before.number)
        }
        await watcher.close()
    }

    private func expectServed(_ fixture: MessagingFixture, at place: SourceLocation = #_sourceLocation) async throws {
        let isServed = try await eventually {
            try await fixture.publisher.database.query(
                "SELECT FROM relay_cluster WHERE cursor >= (SELECT max(id) FROM outbox)"
            ).count == 1
        }
        #expect(isServed, sourceLocation: place)
    }

    /// Returns the lease's term and the seconds at which it ends.
    private func term(_ fixture: MessagingFixture) async throws -> (number: Int, end: Double) {
        try await fixture.publisher.database.query(
            "SELECT term, extract(epoch FROM expires_at)::double precision FROM lease WHERE name = 'relay'")[0].decode(
                (Int, Double).self)
    }

    private func relay(_ fixture: MessagingFixture, _ metrics: MetricsRegistry) -> OutboxRelay {
        var database = fixture.publisher.configuration
        database.applicationName = Self.name
        var options = RelayOptions()
        options.topicPrefix = fixture.prefix
        options.lease = Self.lease
        return OutboxRelay(
            journal: fixture.publisher.journal, database: database, kafka: fixture.kafka, options: options,
            log: MessagingFixture.log,
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
