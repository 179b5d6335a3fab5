import Contracts
import Executors
import Foundation
import Kafka
import Messaging
import Observability
import Postgres
import Primitives

/// How long after its commit an event can be read from the broker, and has had its effect in another service's table, at a
/// steady rate: one transaction an event, as many requests make them.
struct LatencyBenchmark {
    let stage: RelayStage
    let arguments: Arguments
    let groups: [ProcessUsage]

    func run() async throws {
        let rates = try arguments.numbers("rates", or: [500, 2000])
        let seconds = try arguments.number("seconds", or: 15)
        show("From commit, one transaction an event, \(seconds) s at each rate; milliseconds")
        var table = Table(
            "events/s committed", "to Kafka p50", "p99", "to effect p50", "p99", "CPU: this process", "PostgreSQL",
            "broker")
        for rate in rates {
            let result = try await measure(rate: rate, seconds: seconds)
            let shares = result.shares.map { $0.shown() + " %" }
            table.add(
                result.rate.shown(), result.readable.percentile(50).shown(1), result.readable.percentile(99).shown(1),
                result.effect.percentile(50).shown(1), result.effect.percentile(99).shown(1), shares[0], shares[1],
                shares[2])
        }
        table.print()
        show("  This process is writer, relay, reader and the other service's consumer together.")
        show("")
    }

    private struct Outcome {
        var readable: [Double] = []
        var effect: [Double] = []
        var shares: [Double] = []
        var rate = 0.0
    }

    private func measure(rate: Int, seconds: Int) async throws -> Outcome {
        let warmUp = rate * 3
        let count = warmUp + rate * seconds
        let start = ContinuousClock.now
        let (committed, readable, effect) = (
            Arrivals(count, since: start), Arrivals(count, since: start), Arrivals(count, since: start)
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
        let watch = TopicWatch(
            kafka: try arguments.text("kafka"), topic: RelayStage.prefix + MeasuredFact.topic.name,
            partitions: MeasuredFact.topic.partitions,
            arrivals: readable)
        guard watch.ready() else { throw Mistake("the topic cannot be read") }
        // What earlier parts left on the topic is read first; a probe of our own comes after it.
        try await settle(journal, effect, readable)
        var outcome = Outcome()
        var meter = UsageMeter(groups)
        var began = ContinuousClock.now
        try await write(journal, 1..<count, rate: rate, committed) {
            meter = UsageMeter(groups)
            began = .now
        }
        outcome.rate = Double(count - warmUp) / (ContinuousClock.now - began).inSeconds
        outcome.shares = meter.shares()
        try await wait(for: "the effects") { effect.count == count && readable.count == count }
        relay.stop()
        consumer.stop()
        watch.stop()
        for task in tasks { try await task.value }
        await journal.database.close()
        await database.close()
        let commits = committed.all
        func delays(_ arrivals: [Double?]) -> [Double] {
            (warmUp..<count).compactMap { index in
                guard let from = commits[index], let to = arrivals[index] else { return nil }
                return (to - from) * 1000
            }
        }
        outcome.readable = delays(readable.all)
        outcome.effect = delays(effect.all)
        return outcome
    }

    private func settle(_ journal: Journal, _ effect: Arrivals, _ readable: Arrivals) async throws {
        try await journal.update { unit in
            unit.publish(MeasuredFact(index: 0, text: MeasuredFact.text), key: "probe", at: .now)
        }
        try await wait(for: "the first effect") { effect.all[0] != nil && readable.all[0] != nil }
    }

    private static func handler(_ effect: Arrivals) -> FactHandler {
        FactHandler(MeasuredFact.self, name: "effect") { received, unit in
            unit.sql.enqueue(
                """
                INSERT INTO effect (event_id, key, place)
                VALUES (\(received.id), \(received.key), \(received.fact.index))
                """)
            guard received.fact.text.count == MeasuredFact.text.count else { return }
            let index = received.fact.index
            unit.sql.onCommit { effect.note(index) }
        }
    }

    /// Begins each at its time. A machine that cannot commit so many is seen in the rate: no more than 64 writers wait.
    private func write(
        _ journal: Journal, _ indices: Range<Int>, rate: Int, _ committed: Arrivals, warm: () -> Void
    ) async throws {
        let start = ContinuousClock.now
        let run = UInt64.random(in: 0 ... .max)
        var isWarm = false
        try await withThrowingTaskGroup(of: Void.self) { group in
            var writers = 0
            for index in indices {
                if writers == 64 { try await group.next() } else { writers += 1 }
                try await Task.sleep(until: start + .seconds(Double(index) / Double(rate)), clock: .continuous)
                if !isWarm, index >= rate * 3 {
                    isWarm = true
                    warm()
                }
                group.addTask {
                    try await journal.update { unit in
                        unit.publish(
                            MeasuredFact(index: index, text: MeasuredFact.text), key: "\(run)-\(index % 997)", at: .now)
                        unit.sql.onCommit { committed.note(index) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
