import Contracts
import Foundation
import Glibc
import Kafka
import Messaging
import Postgres
import TestSupport
import Testing

/// A broker that refuses and a database that hangs, under a running relay.
@Suite(.timeLimit(.minutes(4))) struct RelayFaultTests {
    @Test(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence))
    func `a topic that takes each record but no batch gets all of them, and the journal does not grow`() async throws {
        let stage = try await Stage.make(topicConfig: ["max.message.bytes": "1200"])
        for index in 0..<300 { try await stage.publisher.write("w\(index)", key: "n\(index % 10)") }
        for index in 0..<2 { try await stage.publisher.set("s", key: "n\(index)") }
        try await running([stage.relay()]) {
            let isServed = await eventually(within: .seconds(90)) {
                ((try? await OutboxCommands(stage.publisher.journal).status())?.clusters.first?.pending ?? 1) == 0
            }
            #expect(isServed)
        }
        #expect(try await Set(stage.records(of: .facts(of: .registration)).compactMap(eventID)).count == 300)
        #expect(try await stage.records(of: .state(of: .registration)).count >= 2)
        let rows = try await stage.publisher.rows().count
        #expect(rows <= 304)
        let held = try await stage.publisher.database.query("SELECT 1 FROM relay_held")
        #expect(held.isEmpty)
    }

    private func eventID(_ record: KafkaRecord) -> [UInt8]? { record.headers.first { $0.name == "ce_id" }?.value }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["MUSTER_TEST_DATABASE_URL"] == nil))
    func `a leader whose database hangs stops before its lease ends, and leads again when it answers`() async throws {
        let stage = try await Stage.make()
        let lease: Duration = .seconds(8)
        let relay = stage.relay { $0.lease = lease }
        let watcher = try await stage.publisher.connection()
        try await running([relay]) {
            #expect(await eventually { relay.isLeader })
            let backends = try await watcher.query(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).map { try $0.value(at: 0, as: Int32.self) }
            #expect(backends.count >= 2)
            for backend in backends { kill(backend, SIGSTOP) }
            defer { for backend in backends { kill(backend, SIGCONT) } }
            let hangs = ContinuousClock.now
            let stops = await eventually(within: .seconds(30)) { !relay.isLeader }
            #expect(stops)
            #expect(ContinuousClock.now - hangs < lease)
            for backend in backends { kill(backend, SIGCONT) }
            try await stage.publisher.write("w", key: "n")
            try await stage.expectStanding(1)
        }
        await watcher.close()
    }
}
