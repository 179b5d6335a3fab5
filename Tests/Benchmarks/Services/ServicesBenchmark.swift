import Executors
import Foundation

/// Measures the four services as started processes: time until ready, memory then, and idle costs.
struct ServicesBenchmark {
    private let arguments: Arguments

    init(_ arguments: Arguments) {
        self.arguments = arguments
    }

    func run() async throws {
        let (folder, logs) = (try arguments.text("folder"), try arguments.text("logs"))
        let services = try arguments.text("services").split(separator: ",").map { try StartedService($0, folder, logs) }
        do {
            try await measure(services)
        } catch {
            for service in services.reversed() { await service.stop() }
            throw error
        }
    }

    private func measure(_ services: [StartedService]) async throws {
        let rounds = max(1, try arguments.number("rounds", or: 3))
        let settle = try arguments.number("settle", or: 15)
        let seconds = try arguments.number("seconds", or: 20)
        // The first start waits for the signing keys to arrive, which is not part of a start's cost.
        for service in services { try service.spawn() }
        for service in services { try await service.waitUntilReady() }
        for service in services.reversed() { await service.stop() }
        var starts: [[Double]] = Array(repeating: [], count: services.count)
        for round in 1...rounds {
            for (index, service) in services.enumerated() {
                starts[index].append(try await service.start())
                // The last one stays.
                if round < rounds { await service.stop() }
            }
            progress(
                "start \(round) of \(rounds): " + starts.map { ($0[round - 1]).shown(2) + " s" }.joined(separator: ", ")
            )
        }
        let fresh = services.map(\.residentMegabytes)
        progress("all run; waiting \(settle) s, then looking for \(seconds) s")
        try await Task.sleep(for: .seconds(settle))
        let meter = UsageMeter(try services.map { try $0.usage } + others())
        try await Task.sleep(for: .seconds(seconds))
        let shares = meter.shares()
        let later = services.map(\.residentMegabytes)
        for service in services.reversed() { await service.stop() }

        show("Services (release), medians of \(rounds) starts; idle over \(seconds) s, all four running")
        var table = Table("", "start to ready", "RSS after start", "RSS idle", "CPU idle")
        for (index, service) in services.enumerated() {
            table.add(
                service.name, starts[index].median.shown(2) + " s", fresh[index].shown(1) + " MB",
                later[index].shown(1) + " MB", shares[index].shown(2) + " %")
        }
        for (index, other) in try others().enumerated() {
            table.add(
                other.name, "", "", other.residentMegabytes.shown(1) + " MB",
                shares[services.count + index].shown(2) + " %")
        }
        table.print()
    }

    private func others() throws -> [ProcessUsage] {
        [
            ProcessUsage(
                name: "PostgreSQL (its first process; CPU of all)",
                process: try arguments.number("postgres-process", or: 0)),
            ProcessUsage(name: "broker", process: try arguments.number("broker-process", or: 0)),
        ]
    }
}
