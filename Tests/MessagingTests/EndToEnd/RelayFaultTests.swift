import Contracts
import Foundation
import Kafka
import Messaging
import Postgres
import TestSupport
import Testing

/// A broker that refuses records of a running relay.
@Suite(.timeLimit(.minutes(5))) struct RelayFaultTests {
    /// One record with it fits into 1,200 bytes and two do not, although batches are compressed.
    private var text: String { (0..<16).map { _ in UUID().uuidString }.joined() }
    private static let facts = 100
    /// More than a topic's partitions, so that some go to one partition and would be one batch.
    private static let states = 40

    @Test(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence))
    func `a topic that accepts single records but no batches receives all of them, and the journal does not grow`()
        async throws
    {
        let fixture = try await MessagingFixture.make(topicConfig: ["max.message.bytes": "1200"])
        for index in 0..<Self.facts { try await fixture.publisher.write(text, key: "n\(index % 10)") }
        for index in 0..<Self.states { try await fixture.publisher.set(text, key: "n\(index)") }
        try await running([fixture.relay()]) {
            let isServed = await eventually(within: .seconds(240)) {
                ((try? await OutboxCommands(fixture.publisher.journal).status())?.clusters.first?.pending ?? 1) == 0
            }
            #expect(isServed)
        }
        let sent = try await fixture.records(of: .facts(of: .registration))
        #expect(Set(sent.compactMap(eventID)).count == Self.facts)
        #expect(try await fixture.records(of: .state(of: .registration)).count >= Self.states)
        // However many batches are refused, a term adds one row a state for what its own producers left in flight, and
        // a takeover another one. A slow machine loses the lease and has more terms.
        let terms = try await fixture.publisher.database.query("SELECT term FROM lease WHERE name = 'relay'")[0]
            .decode(Int.self)
        let rows = try await fixture.publisher.rows().count
        #expect(rows <= Self.facts + Self.states * (1 + terms + terms - 1))
        let held = try await fixture.publisher.database.query("SELECT 1 FROM relay_held")
        #expect(held.isEmpty)
    }

    private func eventID(_ record: KafkaRecord) -> [UInt8]? { record.headers.first { $0.name == "ce_id" }?.value }
}
