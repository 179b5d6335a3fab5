import Observability

/// The metrics of the relay.
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
        sent = registry.counter("muster_outbox_sent_total", "Records that the broker acknowledged")
        errors = registry.counterFamily(
            "muster_outbox_publish_errors_total", "Sends and reads that failed, by kind", labels: ["kind"])
        // Created at 0, so that rates include the first error.
        for kind in ["record", "send", "producer", "broker", "session"] { _ = errors.labelled(kind) }
        pending = registry.gauge("muster_outbox_pending", "Journal rows that were not sent yet")
        oldest = registry.gauge(
            "muster_outbox_oldest_age_seconds", "Age of the oldest journal row that was not sent yet")
        inFlight = registry.gauge("muster_outbox_in_flight", "Records passed to the producer and not reported yet")
        isLeader = registry.gauge("muster_relay_leader", "1 while this process is the leader")
        held = registry.gauge("muster_outbox_held_aggregates", "Aggregates held back by a refused record")
        gaps = registry.gauge("muster_outbox_gaps", "Ranges of ids that are missing below the highest known id")
        recoveries = registry.counter(
            "muster_relay_recoveries_total", "Recoveries from a loss of the broker or the database")
        epoch = registry.gauge("muster_relay_epoch", "The epoch of sent records")
        sendSeconds = registry.histogram(
            "muster_outbox_send_seconds", "Time from enqueuing a page's first record to its report")
    }
}
