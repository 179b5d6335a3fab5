import Kafka
import Postgres
import TestSupport
import Testing

/// Checks the log of a cluster with a dead broker at the worst time: the other brokers do not know yet that it is dead.
extension ClusterFaultTests {
    @Test(.timeLimit(.minutes(5)))
    func `with a lease of three seconds a new leader takes over while one of three brokers is dead`() async throws {
        let cluster = try await KafkaCluster.start(nodes: 3)
        let kafka = KafkaConfiguration(bootstrapServers: cluster.bootstrapServers, clientID: "test")
        let fixture = try await NoteFixture.make(on: kafka, replication: 3, lease: 3)
        let reader = try fixture.start(.reader)
        var relay = try fixture.start(.publisher)
        try await fixture.request(100)
        let isSent = try await eventually(within: .seconds(60)) { try await fixture.isIdle() }
        #expect(isSent)
        relay.kill()
        cluster.kill(1)
        try await fixture.endLease(of: .publisher)
        let term = try await term(fixture)
        relay = try fixture.start(.publisher)
        try await fixture.request(100)
        let isSentAgain = try await eventually(within: .seconds(90)) { try await fixture.isIdle() }
        if !isSentAgain { Issue.record("not idle\n\(fixture.log(of: .publisher))") }
        // The leader kept its lease during the check, however long that took.
        #expect(try await self.term(fixture) == term + 1)
        let ledger = try await fixture.ledger()
        #expect(ledger == NoteLedger(written: 200))
        relay.kill()
        reader.kill()
        await fixture.close()
        cluster.stop()
    }

    private func term(_ fixture: NoteFixture) async throws -> Int {
        try await fixture.publisher.query("SELECT term FROM lease WHERE name = 'relay'")[0].value(at: 0)
    }
}
