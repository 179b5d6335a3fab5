import Contracts
import Foundation
import Kafka
import Messaging
import NoteService
import Postgres
import TestSupport
import Testing

/// Three brokers, and everything that a bad day brings while the journal is sent.
///
/// `MUSTER_TEST_OUTBOX_EVENTS` says how many facts are written, over a tenth as many aggregates; the line that is printed is
/// the proof.
@Suite(.serialized, .enabled(if: KafkaFixture.isReal, KafkaFixture.absence)) struct ClusterFaultTests {
    private static let facts = Int(ProcessInfo.processInfo.environment["MUSTER_TEST_OUTBOX_EVENTS"] ?? "") ?? 5000

    @Test(.timeLimit(.minutes(40)))
    func
        `a broker dies and comes back, the relay dies twice, PostgreSQL ends all connections: lost 0, twice 0, in order`()
        async throws
    {
        let cluster = try await KafkaCluster.start(nodes: 3)
        let kafka = KafkaConfiguration(bootstrapServers: cluster.bootstrapServers, clientID: "test")
        // The usual lease for the full run; a short run shall not mostly wait.
        let stage = try await NoteStage.make(on: kafka, replication: 3, lease: Self.facts < 50_000 ? 3 : 10)
        let writer = BulkWriter(stage.publisher, facts: Self.facts, aggregates: max(1, Self.facts / 10))
        let reader = try stage.start(.reader)
        var relay = try stage.start(.publisher)
        let began = ContinuousClock.now
        async let writing: Void = writer.run()

        var terminated = 0
        for fault in Fault.allCases {
            let sent = try await cursor(stage)
            writer.allow(Self.facts * (fault.rawValue + 1) / Fault.allCases.count)
            // In the midst of it: some of what was just written is sent.
            let isSending = try await eventually(within: .seconds(120)) { try await cursor(stage) > sent }
            #expect(isSending, "\(fault)")
            switch fault {
            case .brokerDies: cluster.kill(2)
            case .relayDies, .relayDiesAgain:
                relay.kill()
                relay = try stage.start(.publisher)
            case .connectionsEnd: terminated = try await stage.endConnections()
            case .brokerReturns: try await cluster.restart(2)
            }
        }
        writer.allow(.max)
        try await writing
        let isSettled = await eventually(within: .seconds(900)) { (try? await stage.isSettled()) == true }
        let seconds = (ContinuousClock.now - began).components.seconds
        if !isSettled { Issue.record("not settled\n\(stage.log(of: .publisher))\n\(stage.log(of: .reader))") }
        let ledger = try await stage.ledger()
        let wire = try await stage.wire(of: EventType.noteTaken.topic)
        let rows = try await stage.publisher.query("SELECT count(*) FROM outbox")[0].value(at: 0, as: Int.self)
        print(
            "\(ledger.written) facts (\(rows) journal rows) over \(max(1, Self.facts / 10)) aggregates, 3 brokers, one killed "
                + "and brought back, the relay killed twice, \(terminated) connections ended: lost \(ledger.lost), "
                + "inverted \(wire.inverted) on the topic and \(ledger.inverted) in effects, applied twice "
                + "\(ledger.doubled), stale \(ledger.stale), duplicates on the wire \(wire.duplicates) of \(wire.records); "
                + "\(seconds) s from the first commit to the last effect")
        #expect(ledger == NoteLedger(written: Self.facts))
        #expect(wire.inverted == 0)
        #expect(wire.records - wire.duplicates == Self.facts)
        relay.kill()
        reader.kill()
        await stage.close()
        cluster.stop()
    }

    private enum Fault: Int, CaseIterable {
        case brokerDies
        case relayDies
        case connectionsEnd
        case brokerReturns
        case relayDiesAgain
    }

    /// The relay's durable cursor; a connection that was just ended counts as no answer.
    private func cursor(_ stage: NoteStage) async throws -> Int {
        while true {
            do {
                return try await stage.publisher.query(
                    "SELECT COALESCE((SELECT max(cursor) FROM relay_cluster), 0)")[0].value(at: 0)
            } catch let error as PostgresError where error.isTransient {
                continue
            }
        }
    }
}

extension NoteStage {
    /// As an administrator who ends all sessions of both services; answers how many.
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
