import Contracts
import Executors
import Foundation
import Kafka
import Messaging
import Observability
import Postgres
import Primitives

/// Measures how long after its commit an event is readable on the broker and has its effect in another service's table,
/// at a steady rate with one transaction per event. Alternates with `SentAtOnce`.
struct LatencyBenchmark {
    let fixture: RelayFixture
    let arguments: Arguments
    let groups: [ProcessUsage]

    func run() async throws {
        let rates = try arguments.numbers("rates", or: [500, 2000])
        let seconds = try arguments.number("seconds", or: 8)
        let rounds = try arguments.number("latency-rounds", or: 3)
        show(
            "From commit, one transaction per event; medians of \(rounds) alternating rounds of \(seconds) s; in ms")
        var table = Table(
            "events/s committed", "to Kafka p50", "p99", "to effect p50", "p99", "CPU: this process", "PostgreSQL",
            "broker")
        for rate in rates {
            var (mine, its) = ([Delays](), [Delays]())
            for _ in 0..<max(1, rounds) {
                mine.append(try await measure(PacedCommits(rate: rate, seconds: seconds)))
                its.append(
                    try await SentAtOnce(fixture: fixture, kafka: arguments.text("kafka"), groups: groups)
                        .measure(PacedCommits(rate: rate, seconds: seconds)))
            }
            table.add("relay: \(mine.map(\.rate).median.shown())", mine.median)
            table.add("sent at once: \(its.map(\.rate).median.shown())", its.median)
        }
        table.print()
        show("  This process is writer, relay, reader and the other service's consumer. Sent at once: each event is")
        show("  passed to librdkafka right after its commit, without the journal's guarantees and without an effect.")
        show("")
    }

    private func measure(_ commits: PacedCommits) async throws -> Delays {
        let start = ContinuousClock.now
        let (committed, readable, effect) = (
            Arrivals(commits.count, since: start), Arrivals(commits.count, since: start),
            Arrivals(commits.count, since: start)
        )
        let journal = fixture.journal()
        let relay = fixture.relay(journal)
        let database = PostgresClient(fixture.reader)
        var options = ConsumerOptions()
        options.topicPrefix = RelayFixture.prefix
        let consumer = EventConsumer(
            service: .certification, database: database, journal: Journal(service: .certification, database: database),
            kafka: fixture.kafka, handlers: [Self.handler(effect)], projections: [], options: options,
            log: Log(level: .warning))
        let tasks = [Task { try await relay.run() }, Task { try await consumer.run() }]
        let topic = RelayFixture.prefix + EventType.measured.topic.name
        let watch = try TopicWatch.started(kafka: arguments.text("kafka"), topic: topic, arrivals: readable)
        // Records of earlier parts on the topic are read first. A probe of our own follows them.
        try await settle(journal, effect, readable)
        let meter = try await commits.run(journal, committed, groups)
        try await wait(for: "the effects") { effect.count == commits.count && readable.count == commits.count }
        relay.stop()
        consumer.stop()
        watch.stop()
        for task in tasks { try await task.value }
        await journal.database.close()
        await database.close()
        return Delays(commits, committed, readable, effect, meter)
    }

    private func settle(_ journal: Journal, _ effect: Arrivals, _ readable: Arrivals) async throws {
        try await journal.update { unit in
            unit.publish(.measured, MeasuredFact(index: 0, text: MeasuredFact.text), of: "probe", at: .now)
        }
        try await wait(for: "the first effect") { effect.all[0] != nil && readable.all[0] != nil }
    }

    private static func handler(_ effect: Arrivals) -> FactHandler {
        FactHandler(.measured, name: "effect") { received, unit in
            unit.sql.enqueue(
                """
                INSERT INTO effect (event_id, key, place)
                VALUES (\(received.id), \(received.key.text), \(received.fact.index))
                """)
            guard received.fact.text.count == MeasuredFact.text.count else { return }
            let index = received.fact.index
            unit.sql.onCommit { effect.note(index) }
        }
    }
}
