import Contracts
import Foundation
import Kafka
import Messaging
import NoteService
import Postgres
import TestSupport
import Testing

/// Three brokers, and every fault while the journal is sent.
///
/// `MUSTER_TEST_OUTBOX_EVENTS` sets the number of facts, which are spread over a tenth as many aggregates. The printed
/// line is the evidence.
@Suite(.serialized, .enabled(if: KafkaFixture.isReal, KafkaFixture.absence)) struct ClusterFaultTests {
    private static let facts = Int(ProcessInfo.processInfo.environment["MUSTER_TEST_OUTBOX_EVENTS"] ?? "") ?? 5000

    @Test(.timeLimit(.minutes(40)))
    func `with broker, relay and connections killed, no event is lost, doubled or reordered`() async throws {
        let cluster = try await KafkaCluster.start(nodes: 3)
        let kafka = KafkaConfiguration(bootstrapServers: cluster.bootstrapServers, clientID: "test")
        // Uses the normal lease in the full run. A short run would spend most of its time waiting.
        let fixture = try await NoteFixture.make(on: kafka, replication: 3, lease: Self.facts < 50_000 ? 3 : 10)
        let writer = BulkWriter(fixture.publisher, facts: Self.facts, aggregates: max(1, Self.facts / 10))
        let reader = try fixture.start(.reader)
        var relay = try fixture.start(.publisher)
        let began = ContinuousClock.now
        async let writing: Void = writer.run()

        var terminated = 0
        for fault in Fault.allCases {
            let sent = try await cursor(fixture)
            writer.allow(Self.facts * (fault.rawValue + 1) / Fault.allCases.count)
            // Waits until some of what was just written has been sent.
            let isSending = try await eventually(within: .seconds(120)) { try await cursor(fixture) > sent }
            #expect(isSending, "\(fault)")
            switch fault {
            case .brokerDies: cluster.kill(2)
            case .relayDies, .relayDiesAgain:
                relay.kill()
                relay = try fixture.start(.publisher)
            case .connectionsEnd: terminated = try await fixture.endConnections()
            case .brokerReturns: try await cluster.restart(2)
            }
        }
        writer.allow(.max)
        try await writing
        let isIdle = await eventually(within: .seconds(900)) { (try? await fixture.isIdle()) == true }
        let seconds = (ContinuousClock.now - began).components.seconds
        if !isIdle { Issue.record("not idle\n\(fixture.log(of: .publisher))\n\(fixture.log(of: .reader))") }
        let ledger = try await fixture.ledger()
        let wire = try await fixture.wire(of: EventType.noteTaken.topic)
        let rows = try await fixture.publisher.query("SELECT count(*) FROM outbox")[0].value(at: 0, as: Int.self)
        print(
            "\(ledger.written) facts (\(rows) journal rows) over \(max(1, Self.facts / 10)) aggregates, 3 brokers, "
                + "one killed and restarted, the relay killed twice, \(terminated) connections terminated: "
                + "lost \(ledger.lost), inverted \(wire.inverted) on the topic and \(ledger.inverted) in effects, "
                + "applied twice \(ledger.doubled), stale \(ledger.stale), topic duplicates \(wire.duplicates) of "
                + "\(wire.records); \(seconds) s from the first commit to the last effect"
        )
        #expect(ledger == NoteLedger(written: Self.facts))
        #expect(wire.inverted == 0)
        #expect(wire.records - wire.duplicates == Self.facts)
        relay.kill()
        reader.kill()
        await fixture.close()
        cluster.stop()
    }

    private enum Fault: Int, CaseIterable {
        case brokerDies
        case relayDies
        case connectionsEnd
        case brokerReturns
        case relayDiesAgain
    }

    /// Returns the relay's durable cursor, or -1 if the connection was just terminated.
    private func cursor(_ fixture: NoteFixture) async throws -> Int {
        while true {
            do {
                return try await fixture.publisher.query(
                    "SELECT COALESCE((SELECT max(cursor) FROM relay_cluster), 0)")[0].value(at: 0)
            } catch let error as PostgresError where error.isTransient {
                continue
            }
        }
    }
}

extension NoteFixture {
    /// Terminates all sessions of both services, as an administrator would. Returns their number.
    func endConnections() async throws -> Int {
        var count = 0
        for database in [publisher, reader] {
            let name = try await database.query("SELECT current_database()")[0].value(at: 0, as: String.self)
            guard let server = try await PostgresFixture.server() else { return count }
            let administrator = try await PostgresConnection.connect(try server.configuration, name: "administrator")
            count += try await administrator.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = \(name)"
            ).count
            await administrator.close()
        }
        return count
    }
}
