import Observability
import TestSupport
import Testing

@Suite struct MetricsTests {
    @Test func `metrics are rendered in Prometheus' format, families sorted by name and series by label`() async {
        let registry = MetricsRegistry()
        let requests = registry.counterFamily("http_requests_total", "Requests answered.", labels: ["route", "status"])
        requests.labelled("/v1/offerings", "200").increment()
        requests.labelled("/v1/offerings", "200").increment(by: 2)
        requests.labelled("/v1/a\"b\\c\n", "404").increment()
        registry.gauge("a_depth", "How deep.").set(2.5)
        let text = await registry.render()
        #expect(
            text == """
                # HELP a_depth How deep.
                # TYPE a_depth gauge
                a_depth 2.5
                # HELP http_requests_total Requests answered.
                # TYPE http_requests_total counter
                http_requests_total{route="/v1/a\\"b\\\\c\\n",status="404"} 1
                http_requests_total{route="/v1/offerings",status="200"} 3

                """)
    }

    @Test func `a histogram counts a value in every bucket that includes it`() async {
        let registry = MetricsRegistry()
        let histogram = registry.histogram("wait_seconds", "Waiting.", buckets: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { histogram.observe(value) }
        histogram.observe(.milliseconds(200))
        let text = await registry.render()
        #expect(text.contains("wait_seconds_bucket{le=\"0.1\"} 2\n"))
        #expect(text.contains("wait_seconds_bucket{le=\"1\"} 4\n"))
        #expect(text.contains("wait_seconds_bucket{le=\"+Inf\"} 5\n"))
        #expect(text.contains("wait_seconds_count 5\n"))
        #expect(histogram.count == 5)
        #expect(abs(histogram.sum - 7.85) < 1e-9)
    }

    @Test func `no increment is lost when many threads count`() async {
        let counter = MetricsRegistry().counter("hits_total", "Hits.")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<10_000 { counter.increment() } }
            }
        }
        #expect(counter.value == 80_000)
    }

    @Test func `the same labels return the same handle, and series beyond the limit share one`() {
        let family = MetricsRegistry().counterFamily("by_path_total", "By path.", labels: ["path"])
        #expect(family.labelled("a") === family.labelled("a"))
        for index in 0..<(MetricFamily<Counter>.seriesLimit + 10) { family.labelled("p\(index)").increment() }
        #expect(family.labelled("never seen") === family.labelled("nor this"))
    }

    @Test func `a counter never decreases`() {
        let counter = MetricsRegistry().counter("total_total", "Total.")
        counter.increment(by: 3)
        counter.increment(by: -5)
        counter.raise(to: 2)
        #expect(counter.value == 3)
        counter.raise(to: 4)
        #expect(counter.value == 4)
    }

    @Test func `collectors run before rendering`() async {
        let registry = MetricsRegistry()
        let gauge = registry.gauge("queue_length", "Waiting.")
        registry.onScrape { gauge.set(gauge.value + 1) }
        _ = await registry.render()
        #expect(await registry.render().contains("queue_length 2\n"))
    }

    @Test(.enabled(if: Promtool.isInstalled, Promtool.absence))
    func `the output passes promtool's check`() async throws {
        let registry = MetricsRegistry()
        ProcessMetrics.register(in: registry)
        registry.counterFamily("muster_events_total", "Events \\ with\na new line.", labels: ["type"])
            .labelled("org.muster.accounts.person.joined.v1").increment()
        registry.gauge("muster_outbox_oldest_age_seconds", "Age of the oldest unsent event.").set(.infinity)
        registry.histogramFamily("http_request_duration_seconds", "Time to answer.", labels: ["route"])
            .labelled("/v1/\"x\"").observe(0.2)
        let output = try Promtool.check(await registry.render())
        #expect(output == "")
    }

    @Test func `process metrics describe this process`() async throws {
        #expect(try #require(ProcessMetrics.residentBytes()) > 1_000_000)
        #expect(ProcessMetrics.cpuSeconds() > 0)
    }
}
