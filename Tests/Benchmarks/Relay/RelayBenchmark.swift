import Foundation

/// `BENCH=relay`: how fast the journal reaches the broker, and how soon an event is there and has its effect.
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
        let stage = try await RelayStage.make(arguments)
        // First, while the topics are short: the other service reads them from their beginning.
        if try arguments.number("latency", or: 1) == 1 {
            try await LatencyBenchmark(stage: stage, arguments: arguments, groups: groups).run()
        }
        if try arguments.number("drain", or: 1) == 1 {
            try await DrainBenchmark(stage: stage, arguments: arguments, groups: groups).run()
        }
    }
}
