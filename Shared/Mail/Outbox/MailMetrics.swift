import Observability

/// The metrics of a service's mails.
struct MailMetrics: Sendable {
    private let outcomes: MetricFamily<Counter>

    init(_ metrics: MetricsRegistry, _ store: MailStore) {
        outcomes = metrics.counterFamily(
            "muster_mails_total", "Mails by the outcome of an attempt to send them.", labels: ["outcome"])
        let backlog = metrics.gaugeFamily(
            "muster_mail_backlog", "Mails that were not sent, by status.", labels: ["status"])
        let oldest = metrics.gauge("muster_mail_overdue_seconds", "How long the oldest waiting mail has been due.")
        metrics.onScrape {
            guard let now = try? await store.backlog() else { return }
            backlog.labelled("waiting").set(Double(now.waiting))
            backlog.labelled("failed").set(Double(now.failed))
            backlog.labelled("uncertain").set(Double(now.uncertain))
            oldest.set(Double(now.oldest))
        }
    }

    func count(_ outcome: String, _ number: Int = 1) {
        if number > 0 { outcomes.labelled(outcome).increment(by: Double(number)) }
    }
}
