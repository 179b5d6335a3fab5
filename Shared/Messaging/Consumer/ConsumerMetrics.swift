import Contracts
import Observability

/// The metrics of a consumer, by topic.
struct ConsumerMetrics: Sendable {
    let records: MetricFamily<Counter>
    let duplicates: MetricFamily<Counter>
    let retries: MetricFamily<Counter>
    let rereads: MetricFamily<Counter>
    let deadLettered: MetricFamily<Counter>
    let deferred: Gauge
    let oldestDeferred: Gauge
    let deadLetters: Gauge
    let lagRecords: MetricFamily<Gauge>
    let lagSeconds: MetricFamily<Gauge>
    let effectSeconds: Histogram

    init(_ registry: MetricsRegistry, service: ServiceName) {
        records = registry.counterFamily(
            "muster_consumer_records_total", "Records read, by topic", labels: ["topic"])
        duplicates = registry.counterFamily(
            "muster_inbox_duplicates_total", "Facts that were already in the inbox", labels: ["topic"])
        retries = registry.counterFamily(
            "muster_consumer_retries_total", "Batches retried after a transient failure", labels: ["topic"])
        rereads = registry.counterFamily(
            "muster_consumer_rereads_total", "Partitions reread from their earliest record", labels: ["topic"])
        deadLettered = registry.counterFamily(
            "muster_dead_lettered_total", "Records sent to the dead-letter topic", labels: ["topic"])
        deferred = registry.gauge("muster_held_facts", "Facts deferred until what they wait for has arrived")
        oldestDeferred = registry.gauge("muster_held_facts_oldest_seconds", "Age of the oldest deferred fact")
        deadLetters = registry.gauge("muster_dead_letters", "Dead letters that are neither redriven nor purged")
        lagRecords = registry.gaugeFamily(
            "muster_consumer_lag_records", "Records of a partition that were not handled yet",
            labels: ["topic", "partition"])
        lagSeconds = registry.gaugeFamily(
            "muster_consumer_lag_seconds", "Age of a partition's oldest record that was not handled yet",
            labels: ["topic", "partition"])
        effectSeconds = registry.histogram(
            "muster_consumer_effect_seconds", "Time from writing a record to the commit of its effect")
    }

    /// Creates the counters at 0, so that rates include the first error.
    func begin(_ topics: [Topic]) {
        for topic in topics {
            for family in [records, duplicates, retries, rereads, deadLettered] { _ = family.labelled(topic.name) }
        }
    }
}
