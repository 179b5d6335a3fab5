import Foundation

/// `BENCH=register`: registrations per second end to end, compared with pgbench writing the same rows individually.
///
/// Pairs run back to back in alternating order. The median of their ratios counts.
final class RegisterBenchmark {
    private struct Series {
        var (rates, p50, p99, plain, plainP50, plainP99) = (
            [Double](), [Double](), [Double](), [Double](), [Double](), [Double]()
        )
        var ratios: [Double] = []
        var shares: [[Double]] = []
        var plainShares: [[Double]] = []
    }

    private enum Load: String, CaseIterable {
        case spread
        case single
        /// As `single`, with people whose tokens are not cached.
        case newcomers

        var name: String {
            switch self {
            case .spread: "(a) \(RegisterFixture.spread) classes"
            case .single: "(b) one class"
            case .newcomers: "(b) one class, new tokens"
            }
        }
    }

    private let fixture: RegisterFixture
    private let seconds: Int
    private let rounds: Int
    private let clients: [Int]
    private let loads: [String]
    private let postgres: ProcessUsage
    private let broker: ProcessUsage
    private var answered = 1
    private var classesOfPlain = RegisterFixture.spread

    static func run(_ arguments: Arguments) async throws {
        let fixture = try await RegisterFixture.start(arguments)
        do {
            try await RegisterBenchmark(fixture, arguments).run(arguments)
        } catch {
            await fixture.stop()
            throw error
        }
        await fixture.stop()
    }

    private init(_ fixture: RegisterFixture, _ arguments: Arguments) throws {
        self.fixture = fixture
        seconds = try arguments.number("seconds", or: 3)
        rounds = max(1, try arguments.number("rounds", or: 5))
        clients = try arguments.numbers("clients", or: [1, 16, 64, 256])
        loads = try arguments.text("loads", or: Load.allCases.map(\.rawValue).joined(separator: ",")).split(
            separator: ","
        ).map(String.init)
        postgres = ProcessUsage(name: "PostgreSQL", process: try arguments.number("postgres-process", or: 0))
        broker = ProcessUsage(name: "broker", process: try arguments.number("broker-process", or: 0))
    }

    private func run(_ arguments: Arguments) async throws {
        // Warms up prepared statements, pages and code.
        for load in [Load.spread, .single] { _ = try await ours(load, 16, seconds: 1) }
        for _ in 0..<(try arguments.number("rushes", or: 3)) { try await rush() }
        var table = Table(
            "", "clients", "ours/s", "p50", "p99", "pgbench/s", "p50", "p99", "ratio", "service", "PostgreSQL",
            "broker", "load", "pgbench's PostgreSQL")
        for load in Load.allCases {
            // Runs last, because it evicts the members' tokens.
            guard loads.contains(load.rawValue) else { continue }
            for clients in load == .newcomers ? clients.filter({ $0 == 64 }) : clients {
                let series = try await measure(load, clients)
                table.add(
                    load.name, String(clients), series.rates.median.shown(), milliseconds(series.p50),
                    milliseconds(series.p99), series.plain.median.shown(), milliseconds(series.plainP50),
                    milliseconds(series.plainP99), series.ratios.median.shown(1), share(series.shares, 0),
                    share(series.shares, 1), share(series.shares, 2), share(series.shares, 3),
                    share(series.plainShares, 1))
            }
        }
        show(
            """
            Registrations per second over HTTP, each by a different person: token, quote, seat, invoice, ledger, \
            journal, relay. Medians of \(rounds) pairs of \(seconds) s; processor in percent of a core
            """)
        table.print()
        try await RegisterCheck(fixture: fixture, answered: answered).run()
    }

    private func measure(_ load: Load, _ clients: Int) async throws -> Series {
        var series = Series()
        for round in 0..<rounds {
            for turn in 0..<2 {
                if (turn == 0) == round.isMultiple(of: 2) {
                    let (outcome, shares) = try await ours(load, clients, seconds: seconds)
                    series.rates.append(outcome.rate)
                    series.p50.append((outcome.latencies[201] ?? []).percentile(50))
                    series.p99.append((outcome.latencies[201] ?? []).percentile(99))
                    series.shares.append(shares)
                    // pgbench must not compete with the relay's remaining work.
                    try await fixture.waitForRelay()
                } else {
                    let meter = UsageMeter([try fixture.service.usage, postgres])
                    let outcome = try await fixture.plain.run(classes(load), clients: clients, seconds: seconds)
                    series.plainShares.append(meter.shares())
                    series.plain.append(outcome.rate)
                    series.plainP50.append(outcome.latencies.percentile(50))
                    series.plainP99.append(outcome.latencies.percentile(99))
                }
            }
            series.ratios.append(series.rates[round] / series.plain[round])
            progress(
                """
                \(load.name), \(clients) clients, pair \(round + 1): \(series.rates[round].shown())/s, \
                pgbench \(series.plain[round].shown())/s, ratio \(series.ratios[round].shown(1))
                """)
        }
        return series
    }

    private func ours(_ load: Load, _ clients: Int, seconds: Int) async throws -> (LoadOutcome, [Double]) {
        // More than can be answered in the time. A class admits each person once, so the next one is prepared.
        let count = seconds * 20_000
        let isSpread = load == .spread
        let classes =
            isSpread
            ? fixture.classes
            : try await fixture.makeClasses(count / RegisterFixture.members + 1, of: RegisterFixture.capacity)
        let requests = fixture.requests(count, for: classes, oneByOne: !isSpread, byNewcomers: load == .newcomers)
        let client = LoadClient(port: fixture.port, connections: clients)
        let meter = UsageMeter([
            try fixture.service.usage, postgres, broker, ProcessUsage(name: "load", process: Int(getpid())),
        ])
        let outcome = try await client.run(requests, seconds: Double(seconds))
        var shares = meter.shares()
        // The service is a child process of ours.
        shares[3] -= shares[0]
        fixture.pass(outcome.sent, byNewcomers: load == .newcomers)
        answered += outcome.count(201)
        guard outcome.latencies.keys.allSatisfy({ $0 == 201 }) else {
            throw BenchmarkError("some registrations failed: \(outcome.samples.filter { $0.key != 201 })")
        }
        return (outcome, shares)
    }

    /// Returns a separate class for each run on a single class.
    private func classes(_ load: Load) -> ClosedRange<Int> {
        guard load != .spread else { return 1...RegisterFixture.spread }
        classesOfPlain += 1
        return classesOfPlain...classesOfPlain
    }

    /// Runs 5,000 requests for 100 seats.
    private func rush() async throws {
        let (wanted, seats, clients) = (5_000, 100, 64)
        let requests = fixture.requests(wanted, for: try await fixture.makeClasses(1, of: seats))
        let outcome = try await LoadClient(port: fixture.port, connections: clients).run(requests)
        fixture.pass(outcome.sent)
        answered += outcome.count(201)
        let refusals = outcome.latencies[409] ?? []
        show(
            """
            (c) \(Double(wanted).shown()) requests for \(seats) seats, \(clients) clients: \(outcome.count(201)) sold, \
            \(Double(refusals.count).shown()) refused, \(outcome.rate.shown()) answers/s; a refusal p50 \
            \((refusals.percentile(50) * 1e3).shown(1)) ms, p99 \((refusals.percentile(99) * 1e3).shown(1)) ms
            """)
        guard outcome.count(201) == seats, refusals.count == wanted - seats else {
            throw BenchmarkError("expected \(seats) sold seats and refusals: \(outcome.samples)")
        }
    }

    private func milliseconds(_ seconds: [Double]) -> String { (seconds.median * 1e3).shown(1) + " ms" }

    private func share(_ shares: [[Double]], _ index: Int) -> String {
        shares.map { $0[index] }.median.shown() + " %"
    }
}
