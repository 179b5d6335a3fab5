import Contracts
import Executors
import Foundation
import Kafka
import Messaging
import Observability
import Postgres
import Primitives

/// How long after its commit an event can be read from the broker, and has had its effect in another service's table, at a
/// steady rate: one transaction an event, as many requests make them. In turns with `SentAtOnce`.
struct LatencyBenchmark {
    let stage: RelayStage
    let arguments: Arguments
    let groups: [ProcessUsage]

    func run() async throws {
        let rates = try arguments.numbers("rates", or: [500, 2000])
        let seconds = try arguments.number("seconds", or: 8)
        let rounds = try arguments.number("latency-rounds", or: 3)
        show(
            "From commit, one transaction an event; medians of \(rounds) rounds of \(seconds) s in turns; milliseconds")
        var table = Table(
            "events/s committed", "to Kafka p50", "p99", "to effect p50", "p99", "CPU: this process", "PostgreSQL",
            "broker")
        for rate in rates {
            var (mine, its) = ([Delays](), [Delays]())
            for _ in 0..<max(1, rounds) {
                mine.append(try await measure(PacedCommits(rate: rate, seconds: seconds)))
                its.append(
                    try await SentAtOnce(stage: stage, kafka: arguments.text("kafka"), groups: groups)
                        .measure(PacedCommits(rate: rate, seconds: seconds)))
            }
            table.add("relay: \(mine.map(\.rate).median.shown())", mine.median)
            table.add("sent at once: \(its.map(\.rate).median.shown())", its.median)
        }
        table.print()
        show(
            "  This process is writer, relay, reader and the other service's consumer together. Sent at once: each event is"
        )
        show("  handed to librdkafka right after its commit, without a journal's promise; nobody has it for an effect.")
        show("")
    }

    private func measure(_ commits: PacedCommits) async throws -> Delays {
        let start = ContinuousClock.now
        let (committed, readable, effect) = (
            Arrivals(commits.count, since: start), Arrivals(commits.count, since: start),
            Arrivals(commits.count, since: start)
        )
        let journal = stage.journal()
        let relay = stage.relay(journal)
        let database = PostgresClient(stage.reader)
        var options = ConsumerOptions()
        options.topicPrefix = RelayStage.prefix
        let consumer = EventConsumer(
            service: .certification, database: database, journal: Journal(service: .certification, database: database),
            kafka: stage.kafka, handlers: [Self.handler(effect)], projections: [], options: options,
            log: Log(level: .warning))
        let tasks = [Task { try await relay.run() }, Task { try await consumer.run() }]
        let watch = try TopicWatch.started(
            kafka: arguments.text("kafka"), topic: RelayStage.prefix + EventType.measured.topic.name, arrivals: readable
        )
        // What earlier parts left on the topic is read first; a probe of our own comes after it.
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
