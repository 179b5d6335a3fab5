import Foundation

/// `BENCH=relay`: how fast the journal reaches the broker, and how soon an event is readable and has its effect.
struct RelayBenchmark {
    private let arguments: Arguments

    init(_ arguments: Arguments) {
        self.arguments = arguments
    }

    func run() async throws {
        let groups = [
            ProcessUsage(name: "this process", process: Int(getpid())),
            ProcessUsage(name: "PostgreSQL", process: try arguments.number("postgres-process", or: 0)),
            ProcessUsage(name: "broker", process: try arguments.number("broker-process", or: 0)),
        ]
        let fixture = try await RelayFixture.make(arguments)
        // Runs first, while the topics are short, because the other service reads them from the beginning.
        if try arguments.number("latency", or: 1) == 1 {
            try await LatencyBenchmark(fixture: fixture, arguments: arguments, groups: groups).run()
        }
        if try arguments.number("drain", or: 1) == 1 {
            try await DrainBenchmark(fixture: fixture, arguments: arguments, groups: groups).run()
        }
    }
}
