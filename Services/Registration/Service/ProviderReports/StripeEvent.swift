import JSONTree
import Primitives

/// An event that Stripe reports by webhook, as far as it concerns money.
struct StripeEvent: Hashable, Sendable {
    enum Report: Hashable, Sendable {
        case succeeded(Money)
        case failed
        /// The total that was refunded of the charge, by the association's orders and otherwise.
        case refunded(total: Money)
        case disputed(id: String, Money)
        case disputeClosed(id: String, Money, won: Bool)
        /// A refund that was ordered did not reach the card.
        case refundFailed(RefundID, String)
    }

    var id: String
    var type: String
    /// The id of the PaymentIntent.
    var reference: String
    /// The mark of the association's own payments; nil for another payment of the same account.
    var invoice: InvoiceID?
    /// The currency in lower case.
    var currency: String
    var report: Report

    /// Returns nil for an event that does not concern the service: another type, a charge without an intent, an inquiry
    /// that holds back no money.
    init?(_ event: JSON) {
        guard let id = event["id"]?.string, let type = event["type"]?.string, let object = event["data"]?["object"],
            let currency = object["currency"]?.string
        else { return nil }
        self.id = id
        self.type = type
        self.currency = currency
        invoice = object["metadata"]?["invoiceId"]?.string.flatMap(InvoiceID.init)
        reference = object["payment_intent"]?.string ?? object["payment_intent"]?["id"]?.string ?? ""
        func money(_ name: String) -> Money? {
            object[name]?.integer.flatMap { $0 > 0 ? Money(cents: $0) : nil }
        }
        switch type {
        case "payment_intent.succeeded":
            guard let amount = money("amount_received") ?? money("amount") else { return nil }
            reference = object["id"]?.string ?? ""
            report = .succeeded(amount)
        case "payment_intent.payment_failed":
            reference = object["id"]?.string ?? ""
            report = .failed
        case "charge.refunded":
            guard let total = money("amount_refunded") else { return nil }
            report = .refunded(total: total)
        case "charge.dispute.created", "charge.dispute.funds_withdrawn":
            guard let dispute = object["id"]?.string, let amount = money("amount"),
                // An inquiry holds back no money; if the bank does so later, `funds_withdrawn` reports it.
                type != "charge.dispute.created" || object["status"]?.string?.hasPrefix("warning_") != true
            else { return nil }
            report = .disputed(id: dispute, amount)
        case "charge.dispute.closed":
            guard let dispute = object["id"]?.string, let amount = money("amount") else { return nil }
            report = .disputeClosed(id: dispute, amount, won: object["status"]?.string != "lost")
        case "refund.failed", "charge.refund.updated", "refund.updated":
            guard let refund = object["metadata"]?["refundId"]?.string.flatMap(RefundID.init),
                let status = object["status"]?.string, status == "failed" || status == "canceled"
            else { return nil }
            report = .refundFailed(refund, object["failure_reason"]?.string ?? status)
        default: return nil
        }
        guard !reference.isEmpty else { return nil }
    }
}
