import Contracts
import Observability

/// What a consumer tells about itself, labelled by topic.
struct ConsumerMetrics: Sendable {
    let records: MetricFamily<Counter>
    let duplicates: MetricFamily<Counter>
    let retries: MetricFamily<Counter>
    let rereads: MetricFamily<Counter>
    let deadLettered: MetricFamily<Counter>
    let held: Gauge
    let oldestHeld: Gauge
    let deadLetters: Gauge
    let lagRecords: MetricFamily<Gauge>
    let lagSeconds: MetricFamily<Gauge>
    let effectSeconds: Histogram

    init(_ registry: MetricsRegistry, service: ServiceName) {
        records = registry.counterFamily(
            "muster_consumer_records_total", "Records that were read, by topic", labels: ["topic"])
        duplicates = registry.counterFamily(
            "muster_inbox_duplicates_total", "Facts that the inbox had already", labels: ["topic"])
        retries = registry.counterFamily(
            "muster_consumer_retries_total", "Batches tried again after passing trouble", labels: ["topic"])
        rereads = registry.counterFamily(
            "muster_consumer_rereads_total", "Partitions read again from their earliest record", labels: ["topic"])
        deadLettered = registry.counterFamily(
            "muster_dead_lettered_total", "Records sent to the dead-letter topic", labels: ["topic"])
        held = registry.gauge("muster_held_facts", "Facts put aside until what they wait for has come")
        oldestHeld = registry.gauge("muster_held_facts_oldest_seconds", "Age of the oldest fact put aside")
        deadLetters = registry.gauge("muster_dead_letters", "Dead letters that are neither redriven nor purged")
        lagRecords = registry.gaugeFamily(
            "muster_consumer_lag_records", "Records of a partition that are not handled yet",
            labels: ["topic", "partition"])
        lagSeconds = registry.gaugeFamily(
            "muster_consumer_lag_seconds", "Age of a partition's oldest record that is not handled yet",
            labels: ["topic", "partition"])
        effectSeconds = registry.histogram(
            "muster_consumer_effect_seconds", "From a record's writing to the commit of its effect")
    }

    /// There before the first error, so that a rate over it is seen.
    func begin(_ topics: [Topic]) {
        for topic in topics {
            for family in [records, duplicates, retries, rereads, deadLettered] { _ = family.labelled(topic.name) }
        }
    }
}
