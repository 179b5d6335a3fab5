import Synchronization

/// Counts observations in buckets and keeps their sum: durations in seconds, sizes in bytes.
package final class Histogram: Sendable {
    /// Bounds from half a millisecond to ten seconds, for requests and statements.
    package static let durations: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private struct State {
        var counts: [UInt64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    /// Creates a histogram. Bounds must be strictly increasing; the last, unbounded bucket is added here.
    init(bounds: [Double]) {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "a histogram's bounds must rise")
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    package func observe(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[index] += 1
            $0.sum += value
        }
    }

    package func observe(_ duration: Duration) {
        observe(duration.seconds)
    }

    package var count: UInt64 {
        state.withLock { $0.counts.reduce(0, +) }
    }

    package var sum: Double {
        state.withLock { $0.sum }
    }

    func samples(_ labels: MetricLabels) -> [MetricSample] {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var samples: [MetricSample] = []
        var total: UInt64 = 0
        for (bound, count) in zip(bounds + [.infinity], counts) {
            total += count
            let label = (name: "le", value: PrometheusText.number(bound))
            samples.append(MetricSample(suffix: "_bucket", labels: labels + [label], value: Double(total)))
        }
        samples.append(MetricSample(suffix: "_sum", labels: labels, value: sum))
        samples.append(MetricSample(suffix: "_count", labels: labels, value: Double(total)))
        return samples
    }
}

extension Duration {
    /// The duration in seconds, for a metric or a log line.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
