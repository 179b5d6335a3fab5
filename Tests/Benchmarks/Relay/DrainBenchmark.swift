import Contracts
import Executors
import Foundation
import Kafka
import Messaging
import Observability
import Postgres

/// Drains a full journal to the broker, alternating between the relay and the bare loop.
struct DrainBenchmark {
    let fixture: RelayFixture
    let arguments: Arguments
    let groups: [ProcessUsage]

    func run() async throws {
        let events = try arguments.number("events", or: 100_000)
        let rounds = try arguments.number("rounds", or: 5)
        let bare = try Bare(fixture, arguments)
        let journal = fixture.journal()
        let relay = fixture.relay(journal)
        let running = Task { try await relay.run() }
        let connection = try await PostgresConnection.connect(fixture.publisher, name: "bench-fill")
        // A small first round prepares connections, topics and plans.
        _ = try await bare.round(2000, 0)
        _ = try await relayRound(relay, connection, 2000, 0)
        var (relayRates, bareRates, ratios) = ([Double](), [Double](), [Double]())
        var (relayCosts, bareCosts) = ([[Double]](), [[Double]]())
        for round in 1...max(1, rounds) {
            for turn in 0..<2 {
                if (turn == 0) == round.isMultiple(of: 2) {
                    let (seconds, costs) = try await relayRound(relay, connection, events, round)
                    relayRates.append(Double(events) / seconds)
                    relayCosts.append(costs)
                } else {
                    let (seconds, costs) = try await bare.round(events, round, groups)
                    bareRates.append(Double(events) / seconds)
                    bareCosts.append(costs)
                }
            }
            ratios.append(relayRates[round - 1] / bareRates[round - 1])
            progress(
                "round \(round): relay \(relayRates[round - 1].shown())/s, bare loop \(bareRates[round - 1].shown())/s")
        }
        relay.stop()
        try await running.value
        await connection.close()
        await journal.database.close()

        show(
            "Draining \(Double(events).shown()) journal rows, acks=all, ordered by key; "
                + "medians of \(rounds) alternating rounds"
        )
        var table = Table("", "events/s", "CPU per event: this process", "PostgreSQL", "broker")
        func costs(_ all: [[Double]]) -> [String] {
            groups.indices.map { group in all.map { $0[group] }.median.shown(1) + " µs" }
        }
        let (mine, its) = (costs(relayCosts), costs(bareCosts))
        table.add("relay", relayRates.median.shown(), mine[0], mine[1], mine[2])
        table.add("bare libpq + librdkafka", bareRates.median.shown(), its[0], its[1], its[2])
        table.add("ratio", ratios.median.shown(2))
        table.print()
    }

    /// Returns the rate from the commit of the rows to the last acknowledgement.
    private func relayRound(
        _ relay: OutboxRelay, _ connection: PostgresConnection, _ events: Int, _ round: Int
    ) async throws -> (seconds: Double, costs: [Double]) {
        let sent = fixture.metrics.counter("muster_outbox_sent_total", "")
        try await idle()
        let goal = sent.value + Double(events)
        try await RelayFixture.fill(connection, events, round: round)
        let meter = UsageMeter(groups)
        let began = ContinuousClock.now
        relay.wake()
        try await wait(for: "the relay") { sent.value >= goal }
        let seconds = (ContinuousClock.now - began).inSeconds
        return (seconds, meter.seconds().map { $0 / Double(events) * 1e6 })
    }

    /// Waits until reports are durable, so that rounds do not share work.
    private func idle() async throws {
        let pending = PostgresClient(fixture.publisher)
        try await wait(for: "the cursor") {
            let rows = try await pending.query(
                """
                SELECT COALESCE((SELECT max(cursor) FROM relay_cluster), -1) = COALESCE((SELECT max(id) FROM outbox), 0)
                """)
            return try rows[0].decode(Bool.self)
        }
        await pending.close()
    }
}

/// The bare loop on its own thread.
private final class Bare: Sendable {
    private let fixture: RelayFixture
    private let loop: LoopBox
    private let thread = ThreadExecutor(name: "bare-loop")

    private actor LoopBox {
        private let executor: ThreadExecutor
        private let loop: BareLoop
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        init(_ executor: ThreadExecutor, database: String, kafka: String, topic: String) throws {
            self.executor = executor
            loop = try BareLoop(database: database, kafka: kafka, topic: topic)
        }

        func drain(after start: Int64) throws -> Int { try loop.drain(after: start) }
    }

    init(_ fixture: RelayFixture, _ arguments: Arguments) throws {
        self.fixture = fixture
        loop = try LoopBox(
            thread, database: arguments.text("database") + " dbname=\(fixture.bare.database ?? "")",
            kafka: arguments.text("kafka"), topic: RelayFixture.barePrefix + EventType.measured.topic.name)
    }

    func round(
        _ events: Int, _ round: Int, _ groups: [ProcessUsage] = []
    ) async throws -> (seconds: Double, costs: [Double]) {
        let connection = try await PostgresConnection.connect(fixture.bare, name: "bench-fill")
        let top = try await connection.query("SELECT COALESCE(max(id), 0) FROM outbox")[0].decode(Int64.self)
        try await RelayFixture.fill(connection, events, round: round)
        let meter = UsageMeter(groups)
        let began = ContinuousClock.now
        let sent = try await loop.drain(after: top)
        let seconds = (ContinuousClock.now - began).inSeconds
        let costs = meter.seconds().map { $0 / Double(events) * 1e6 }
        await connection.close()
        guard sent == events else { throw BenchmarkError("the bare loop sent \(sent) of \(events)") }
        return (seconds, costs)
    }
}

/// Checks a condition every five milliseconds, which costs little. Gives up after two minutes.
func wait(for what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = Deadline.after(.seconds(120))
    while try await !condition() {
        guard !deadline.hasPassed else { throw BenchmarkError("\(what) did not get there in two minutes") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
