import Kafka
import Postgres
import TestSupport
import Testing

/// A look at the log of a cluster with a dead broker, at the worst time: the others do not know yet that it is dead.
extension ClusterFaultTests {
    @Test(.timeLimit(.minutes(5)))
    func `under a lease of three seconds a new leader leads while one of three brokers is dead`() async throws {
        let cluster = try await KafkaCluster.start(nodes: 3)
        let kafka = KafkaConfiguration(bootstrapServers: cluster.bootstrapServers, clientID: "test")
        let stage = try await NoteStage.make(on: kafka, replication: 3, lease: 3)
        let reader = try stage.start(.reader)
        var relay = try stage.start(.publisher)
        try await stage.ask(for: 100)
        let isSent = try await eventually(within: .seconds(60)) { try await stage.isSettled() }
        #expect(isSent)
        relay.kill()
        cluster.kill(1)
        try await stage.endLease(of: .publisher)
        let term = try await term(stage)
        relay = try stage.start(.publisher)
        try await stage.ask(for: 100)
        let isSentAgain = try await eventually(within: .seconds(90)) { try await stage.isSettled() }
        if !isSentAgain { Issue.record("not settled\n\(stage.log(of: .publisher))") }
        // It kept its lease beside the look, however long that took.
        #expect(try await self.term(stage) == term + 1)
        let ledger = try await stage.ledger()
        #expect(ledger == NoteLedger(written: 200))
        relay.kill()
        reader.kill()
        await stage.close()
        cluster.stop()
    }

    private func term(_ stage: NoteStage) async throws -> Int {
        try await stage.publisher.query("SELECT term FROM relay_lease")[0].value(at: 0)
    }
}
