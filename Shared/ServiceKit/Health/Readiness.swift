import Observability
import Synchronization

/// Answers `/readyz`: runs all checks at once, and repeats the answer for a moment, so that probes are cheap.
final class Readiness: Sendable {
    struct Result: Sendable {
        let name: String
        /// Nil if the check succeeded.
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
        // The metric is correct even if /readyz is not requested. The registry outlives the service's parts and holds
        // none of them.
        metrics.onScrape { [weak self] in _ = await self?.results() }
    }

    /// Makes the service not ready from now on, because it stops.
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
            // The service may have begun to stop while the checks ran.
            if !memory.isStopping { gauge.set(results.allSatisfy { $0.problem == nil } ? 1 : 0) }
        }
        return results
    }
}
