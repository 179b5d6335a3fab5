import Contracts
import Executors
import Foundation
import Kafka
import Messaging
import Postgres

/// The same commits, but each event is passed to librdkafka right after its commit: the cost of the way to the broker
/// itself. A crash in between loses the event, and the order is that of the responses.
struct SentAtOnce {
    let fixture: RelayFixture
    let kafka: String
    let groups: [ProcessUsage]

    func measure(_ commits: PacedCommits) async throws -> Delays {
        let start = ContinuousClock.now
        let (committed, readable) = (Arrivals(commits.count, since: start), Arrivals(commits.count, since: start))
        let topic = RelayFixture.barePrefix + EventType.measured.topic.name
        let producer = try await KafkaProducer.start(fixture.kafka)
        await producer.warm(topics: [topic])
        let watch = try TopicWatch.started(kafka: kafka, topic: topic, arrivals: readable)
        let journal = Journal(service: .registration, database: PostgresClient(fixture.bare))
        let reports = Task { while try await !producer.nextReports().isEmpty {} }
        let meter = try await commits.run(journal, committed, groups) { index in
            let value = Array("{\"index\":\(index),\"text\":\"\(MeasuredFact.text)\"}".utf8)
            try? producer.enqueue(
                KafkaMessage(topic: topic, key: Array("\(index % 997)".utf8), value: value), token: UInt64(index))
        }
        try await wait(for: "the topic") { readable.count == commits.count - 1 }
        watch.stop()
        reports.cancel()
        await producer.close(deadline: .after(.seconds(10)))
        await journal.database.close()
        return Delays(commits, committed, readable, nil, meter)
    }
}
