import Observability
import Synchronization

/// The metrics of requests: rate, errors and durations.
struct WebMetrics: Sendable {
    private let requests: MetricFamily<Counter>
    private let durations: MetricFamily<Histogram>
    let inFlight: Gauge

    init(_ registry: MetricsRegistry) {
        requests = registry.counterFamily(
            "http_requests_total", "Requests answered.", labels: ["method", "route", "status"])
        durations = registry.histogramFamily(
            "http_request_duration_seconds", "Time from a request's header to its answer.", labels: ["method", "route"])
        inFlight = registry.gauge("http_requests_in_flight", "Requests being answered.")
    }

    func meter(_ method: String, _ route: String) -> RouteMeter {
        let requests = requests
        return RouteMeter(durations.labelled(method, route)) { requests.labelled(method, route, String($0)) }
    }
}

/// The handles of one route, so that counting a request creates no labels.
final class RouteMeter: Sendable {
    private let duration: Histogram
    private let make: @Sendable (Int) -> Counter
    private let counters = Mutex<[Int: Counter]>([:])

    init(_ duration: Histogram, _ make: @escaping @Sendable (Int) -> Counter) {
        self.duration = duration
        self.make = make
    }

    func count(_ status: Int, _ elapsed: Duration) {
        duration.observe(elapsed)
        let counter = counters.withLock { counters in
            if let counter = counters[status] { return counter }
            let counter = make(status)
            counters[status] = counter
            return counter
        }
        counter.increment()
    }
}
