import Foundation
import Messaging
import Postgres
import Primitives

/// Commits events at a steady rate, one transaction each. The first three seconds warm up and do not count.
struct PacedCommits {
    let rate: Int
    let seconds: Int

    var warmUp: Int { rate * 3 }
    var count: Int { warmUp + rate * seconds }

    /// The processor use of the part that counts.
    struct Meter {
        let shares: [Double]
        let rate: Double
    }

    /// Starts each commit at its time. If the machine is too slow, the rate shows it: no more than 64 writers wait.
    ///
    /// - Parameter afterCommit: called with each event's number when its commit is known.
    func run(
        _ journal: Journal, _ committed: Arrivals, _ groups: [ProcessUsage],
        afterCommit: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> Meter {
        let start = ContinuousClock.now
        let run = UInt64.random(in: 0 ... .max)
        var usage = UsageMeter(groups)
        var began = start
        try await withThrowingTaskGroup(of: Void.self) { group in
            var writers = 0
            for index in 1..<count {
                if writers == 64 { try await group.next() } else { writers += 1 }
                try await Task.sleep(until: start + .seconds(Double(index) / Double(rate)), clock: .continuous)
                if index == warmUp { (usage, began) = (UsageMeter(groups), .now) }
                group.addTask {
                    try await journal.update { unit in
                        unit.publish(
                            .measured, MeasuredFact(index: index, text: MeasuredFact.text), of: "\(run)-\(index % 997)",
                            at: .now)
                        unit.sql.onCommit {
                            committed.note(index)
                            afterCommit(index)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        return Meter(shares: usage.shares(), rate: Double(count - warmUp) / (ContinuousClock.now - began).inSeconds)
    }
}

/// Percentiles from commit in milliseconds, and the processor use meanwhile.
struct Delays {
    var rate: Double
    /// p50 and p99.
    var readable: [Double]
    /// p50 and p99; empty if no effect is measured.
    var effect: [Double]
    /// Percentages of a core, by process group.
    var shares: [Double]

    init(
        _ commits: PacedCommits, _ committed: Arrivals, _ readable: Arrivals, _ effect: Arrivals?,
        _ meter: PacedCommits.Meter
    ) {
        let from = committed.all
        func percentiles(_ arrivals: Arrivals?) -> [Double] {
            guard let to = arrivals?.all else { return [] }
            let delays = (commits.warmUp..<commits.count).compactMap { index -> Double? in
                guard let begin = from[index], let end = to[index] else { return nil }
                return (end - begin) * 1000
            }
            return [delays.percentile(50), delays.percentile(99)]
        }
        (rate, shares) = (meter.rate, meter.shares)
        self.readable = percentiles(readable)
        self.effect = percentiles(effect)
    }
}

extension [Delays] {
    /// The median of each figure.
    var median: Delays {
        var result = self[0]
        func medians(_ figures: KeyPath<Delays, [Double]>) -> [Double] {
            self[0][keyPath: figures].indices.map { place in map { $0[keyPath: figures][place] }.median }
        }
        (result.readable, result.effect, result.shares) = (medians(\.readable), medians(\.effect), medians(\.shares))
        return result
    }
}

extension Table {
    mutating func add(_ what: String, _ delays: Delays) {
        let effect = delays.effect.isEmpty ? ["", ""] : delays.effect.map { $0.shown(1) }
        let shares = delays.shares.map { $0.shown() + " %" }
        add(
            what, delays.readable[0].shown(1), delays.readable[1].shown(1), effect[0], effect[1], shares[0], shares[1],
            shares[2])
    }
}
