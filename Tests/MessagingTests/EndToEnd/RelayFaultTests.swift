import Contracts
import Kafka
import Messaging
import Postgres
import TestSupport
import Testing

/// A broker that refuses records of a running relay.
@Suite(.timeLimit(.minutes(4))) struct RelayFaultTests {
    @Test(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence))
    func `a topic that accepts single records but no batches receives all of them, and the journal does not grow`()
        async throws
    {
        let fixture = try await MessagingFixture.make(topicConfig: ["max.message.bytes": "1200"])
        for index in 0..<300 { try await fixture.publisher.write("w\(index)", key: "n\(index % 10)") }
        for index in 0..<2 { try await fixture.publisher.set("s", key: "n\(index)") }
        try await running([fixture.relay()]) {
            let isServed = await eventually(within: .seconds(90)) {
                ((try? await OutboxCommands(fixture.publisher.journal).status())?.clusters.first?.pending ?? 1) == 0
            }
            #expect(isServed)
        }
        #expect(try await Set(fixture.records(of: .facts(of: .registration)).compactMap(eventID)).count == 300)
        #expect(try await fixture.records(of: .state(of: .registration)).count >= 2)
        let rows = try await fixture.publisher.rows().count
        #expect(rows <= 304)
        let held = try await fixture.publisher.database.query("SELECT 1 FROM relay_held")
        #expect(held.isEmpty)
    }

    private func eventID(_ record: KafkaRecord) -> [UInt8]? { record.headers.first { $0.name == "ce_id" }?.value }
}
