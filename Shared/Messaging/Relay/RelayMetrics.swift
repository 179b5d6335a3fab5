import Observability

/// What the relay tells about itself.
struct RelayMetrics: Sendable {
    let sent: Counter
    let errors: MetricFamily<Counter>
    let pending: Gauge
    let oldest: Gauge
    let inFlight: Gauge
    let isLeader: Gauge
    let held: Gauge
    let gaps: Gauge
    let recoveries: Counter
    let epoch: Gauge
    let sendSeconds: Histogram

    init(_ registry: MetricsRegistry) {
        sent = registry.counter("muster_outbox_sent_total", "Records that the broker has acknowledged")
        errors = registry.counterFamily(
            "muster_outbox_publish_errors_total", "Sends and reads that failed, by kind", labels: ["kind"])
        // There before the first error, so that a rate over it is seen.
        for kind in ["record", "send", "producer", "broker", "session"] { _ = errors.labelled(kind) }
        pending = registry.gauge("muster_outbox_pending", "Journal rows that are not on the topics yet")
        oldest = registry.gauge(
            "muster_outbox_oldest_age_seconds", "Age of the oldest journal row not on the topics yet")
        inFlight = registry.gauge("muster_outbox_in_flight", "Records in the producer's hands")
        isLeader = registry.gauge("muster_relay_leader", "1 while this process sends")
        held = registry.gauge("muster_outbox_held_aggregates", "Aggregates held back by a refused record")
        gaps = registry.gauge("muster_outbox_gaps", "Ranges of ids that are missing below the highest one seen")
        recoveries = registry.counter(
            "muster_relay_recoveries_total", "Losses of the broker or the database that were found and sent again")
        epoch = registry.gauge("muster_relay_epoch", "The epoch of what is sent")
        sendSeconds = registry.histogram(
            "muster_outbox_send_seconds", "From giving a page's first record to the producer to its report")
    }
}
