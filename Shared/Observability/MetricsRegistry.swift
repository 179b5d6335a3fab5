import Synchronization

/// The metrics of one process and their text for `/metrics`. Create one per service.
///
/// Names follow Prometheus' rules and are checked when a family is created; an invalid name is a programming error and
/// traps at startup. A second call with the same name returns the same family, which must have the same kind and
/// labels.
package final class MetricsRegistry: Sendable {
    private enum Family {
        case counter(MetricFamily<Counter>)
        case gauge(MetricFamily<Gauge>)
        case histogram(MetricFamily<Histogram>)
    }

    private struct State {
        var families: [String: Family] = [:]
        var collectors: [@Sendable () async -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Returns a counter family. The name of a counter ends in `_total`.
    package func counterFamily(_ name: String, _ help: String, labels: [String] = []) -> MetricFamily<Counter> {
        precondition(name.hasSuffix("_total"), "\(name): a counter's name ends in _total")
        check(name, labels)
        return state.withLock { state in
            if let known = state.families[name] {
                guard case .counter(let family) = known, family.labelNames == labels else { conflict(name) }
                return family
            }
            let family = MetricFamily(name: name, help: help, kind: .counter, labelNames: labels) { Counter() }
            state.families[name] = .counter(family)
            return family
        }
    }

    package func gaugeFamily(_ name: String, _ help: String, labels: [String] = []) -> MetricFamily<Gauge> {
        check(name, labels)
        return state.withLock { state in
            if let known = state.families[name] {
                guard case .gauge(let family) = known, family.labelNames == labels else { conflict(name) }
                return family
            }
            let family = MetricFamily(name: name, help: help, kind: .gauge, labelNames: labels) { Gauge() }
            state.families[name] = .gauge(family)
            return family
        }
    }

    package func histogramFamily(
        _ name: String, _ help: String, labels: [String] = [], buckets: [Double] = Histogram.durations
    ) -> MetricFamily<Histogram> {
        check(name, labels)
        precondition(!labels.contains("le"), "\(name): le is the histogram's own label")
        return state.withLock { state in
            if let known = state.families[name] {
                guard case .histogram(let family) = known, family.labelNames == labels else { conflict(name) }
                return family
            }
            let family = MetricFamily(name: name, help: help, kind: .histogram, labelNames: labels) {
                Histogram(bounds: buckets)
            }
            state.families[name] = .histogram(family)
            return family
        }
    }

    /// Returns a counter without labels, which starts at 0.
    package func counter(_ name: String, _ help: String) -> Counter {
        counterFamily(name, help).labelled()
    }

    package func gauge(_ name: String, _ help: String) -> Gauge {
        gaugeFamily(name, help).labelled()
    }

    package func histogram(_ name: String, _ help: String, buckets: [Double] = Histogram.durations) -> Histogram {
        histogramFamily(name, help, buckets: buckets).labelled()
    }

    /// Adds a closure that runs before each rendering. Use it for values that are cheaper to read than to track
    /// (memory, queue lengths).
    package func onScrape(_ collect: @escaping @Sendable () async -> Void) {
        state.withLock { $0.collectors.append(collect) }
    }

    /// Returns the text that Prometheus reads, with families sorted by name.
    package func render() async -> String {
        for collect in state.withLock({ $0.collectors }) { await collect() }
        let families = state.withLock { $0.families }.sorted { $0.key < $1.key }.map(\.value)
        var text = ""
        for family in families {
            switch family {
            case .counter(let family):
                write(family, to: &text) { [MetricSample(suffix: "", labels: $0, value: $1.value)] }
            case .gauge(let family):
                write(family, to: &text) { [MetricSample(suffix: "", labels: $0, value: $1.value)] }
            case .histogram(let family):
                write(family, to: &text) { $1.samples($0) }
            }
        }
        return text
    }

    private func write<Handle>(
        _ family: MetricFamily<Handle>, to text: inout String, _ samples: (MetricLabels, Handle) -> [MetricSample]
    ) {
        let series = family.series
        guard !series.isEmpty else { return }
        text += "# HELP \(family.name) \(PrometheusText.help(family.help))\n"
        text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
        for (labels, handle) in series {
            for sample in samples(labels, handle) {
                text += family.name + sample.suffix + PrometheusText.labels(sample.labels)
                text += " " + PrometheusText.number(sample.value) + "\n"
            }
        }
    }

    private func check(_ name: String, _ labels: [String]) {
        precondition(PrometheusText.isName(name), "\(name) is not a valid metric name")
        precondition(labels.allSatisfy(PrometheusText.isLabelName), "\(name): invalid label names in \(labels)")
    }

    private func conflict(_ name: String) -> Never {
        preconditionFailure("\(name) is already registered with another kind or other labels")
    }
}
