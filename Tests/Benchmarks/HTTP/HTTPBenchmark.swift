import Executors
import Foundation
import HTTP
import Observability

/// `BENCH=http`: JSON responses per second of a trivial route through the whole stack, compared with the library alone
/// and one task per request.
struct HTTPBenchmark {
    private let arguments: Arguments

    init(_ arguments: Arguments) {
        self.arguments = arguments
    }

    func run() async throws {
        let rounds = try arguments.number("rounds", or: 5)
        let seconds = try arguments.number("seconds", or: 4)
        let stack = try await StackServer.start(arguments)
        let bare = try BareServer.start()
        let load = Load(seconds: seconds, token: stack.token)
        try await load.check(stack.port)
        try await load.check(bare.port)
        _ = try await load.run(bare.port, seconds: 1)
        _ = try await load.run(stack.port, seconds: 1)
        var (stackRates, bareRates, ratios) = ([Double](), [Double](), [Double]())
        var (stackCosts, bareCosts) = ([Double](), [Double]())
        for round in 1...max(1, rounds) {
            for turn in 0..<2 {
                if (turn == 0) == round.isMultiple(of: 2) {
                    let before = ProcessMetrics.cpuSeconds()
                    stackRates.append(try await load.run(stack.port))
                    stackCosts.append(
                        (ProcessMetrics.cpuSeconds() - before) / stackRates[round - 1] / Double(seconds) * 1e6)
                } else {
                    let before = ProcessMetrics.cpuSeconds()
                    bareRates.append(try await load.run(bare.port))
                    bareCosts.append(
                        (ProcessMetrics.cpuSeconds() - before) / bareRates[round - 1] / Double(seconds) * 1e6)
                }
            }
            ratios.append(stackRates[round - 1] / bareRates[round - 1])
            progress("round \(round): stack \(stackRates[round - 1].shown())/s, bare \(bareRates[round - 1].shown())/s")
        }
        await stack.stop()
        bare.stop()
        show(
            "JSON responses per second, 64 connections of wrk on the same machine; "
                + "medians of \(rounds) alternating rounds of \(seconds) s"
        )
        var table = Table("", "responses/s", "CPU per response")
        table.add(
            "whole stack: token, rate, role, schema, metrics, JSON", stackRates.median.shown(),
            stackCosts.median.shown(1) + " µs")
        table.add(
            "bare libmicrohttpd with one Task per request, JSON", bareRates.median.shown(),
            bareCosts.median.shown(1) + " µs")
        table.add("ratio", ratios.median.shown(2))
        table.print()
    }
}

/// wrk, the load generator.
private struct Load {
    let seconds: Int
    let token: String

    func run(_ port: Int, seconds: Int? = nil) async throws -> Double {
        let said = try await output(
            "wrk", ["-t2", "-c64", "-d\(seconds ?? self.seconds)s", "-H", "Authorization: Bearer \(token)", url(port)])
        guard !said.contains("Non-2xx"), !said.contains("Socket errors"),
            let line = said.split(separator: "\n").first(where: { $0.hasPrefix("Requests/sec:") }),
            let rate = line.split(separator: " ").last.flatMap({ Double($0) })
        else { throw BenchmarkError("unexpected output of wrk: \(said)") }
        return rate
    }

    func check(_ port: Int) async throws {
        let said = try await output("curl", ["-sS", "-i", "-H", "Authorization: Bearer \(token)", url(port)])
        guard said.contains(" 200 "), said.contains(#""id""#), !said.contains("Connection: close") else {
            throw BenchmarkError("unexpected response: \(said)")
        }
    }

    private func url(_ port: Int) -> String {
        "http://127.0.0.1:\(port)/v1/things/0190a1b2-0000-7000-8000-000000000001"
    }
}

/// The response of both servers: a resource of typical size.
struct Thing: Codable, Sendable {
    let id: String
    let title: String
    let city: String
    let startsOn: String
    let seats: Int
    let isOpen: Bool

    init(id: String) {
        self.id = id
        (title, city, startsOn, seats, isOpen) = ("Basic School Resource Officer", "Hoover", "2026-03-01", 40, true)
    }
}
