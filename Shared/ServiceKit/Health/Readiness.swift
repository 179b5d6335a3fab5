import Observability
import Synchronization

/// Answers `/readyz`: all checks at once, and for a moment the same answer again, so that probes cost next to nothing.
final class Readiness: Sendable {
    struct Result: Sendable {
        let name: String
        /// Nil when all is well.
        let problem: String?
    }

    private struct Memory {
        var results: [Result] = []
        var until = ContinuousClock.now
        var isStopping = false
    }

    private let checks: [ReadinessCheck]
    private let gauge: Gauge
    private let memory = Mutex(Memory())

    init(_ checks: [ReadinessCheck], _ metrics: MetricsRegistry) {
        self.checks = checks
        gauge = metrics.gauge("muster_ready", "1 while the service is ready.")
        // The metric is current without requests to /readyz. The registry outlives the service's parts and holds none.
        metrics.onScrape { [weak self] in _ = await self?.results() }
    }

    /// From now on the service is not ready: it stops.
    func stop() {
        memory.withLock { memory in
            memory.isStopping = true
            gauge.set(0)
        }
    }

    func results() async -> [Result] {
        let (known, isStopping) = memory.withLock { memory in
            (memory.until > .now ? memory.results : nil, memory.isStopping)
        }
        if isStopping { return [Result(name: "running", problem: "the service is stopping")] }
        if let known { return known }
        let results = await withTaskGroup(of: (Int, Result).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask {
                    switch await check.check() {
                    case .ready: (index, Result(name: check.name, problem: nil))
                    case .notReady(let reason): (index, Result(name: check.name, problem: reason))
                    }
                }
            }
            return await group.reduce(into: [(Int, Result)]()) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
        memory.withLock { memory in
            memory.results = results
            memory.until = .now + .milliseconds(200)
            // A stop may have come while the checks ran.
            if !memory.isStopping { gauge.set(results.allSatisfy { $0.problem == nil } ? 1 : 0) }
        }
        return results
    }
}
