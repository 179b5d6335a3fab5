import JSONTree
import Primitives

/// What Stripe tells by webhook, as far as money is concerned.
struct StripeEvent: Hashable, Sendable {
    enum News: Hashable, Sendable {
        case succeeded(Money)
        case failed
        /// What was given back of the charge in all, ours and others'.
        case refunded(total: Money)
        case disputed(id: String, Money)
        case disputeClosed(id: String, Money, won: Bool)
        /// A refund that we ordered did not reach the card.
        case refundFailed(RefundID, String)
    }

    var id: String
    var type: String
    /// The PaymentIntent.
    var reference: String
    /// Our own mark, where the object has it: what else runs through the same account has none.
    var invoice: InvoiceID?
    /// Lower case.
    var currency: String
    var news: News

    /// Nil for what is of no concern here: other types, charges without an intent, inquiries that take no money.
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
            news = .succeeded(amount)
        case "payment_intent.payment_failed":
            reference = object["id"]?.string ?? ""
            news = .failed
        case "charge.refunded":
            guard let total = money("amount_refunded") else { return nil }
            news = .refunded(total: total)
        case "charge.dispute.created", "charge.dispute.funds_withdrawn":
            guard let dispute = object["id"]?.string, let amount = money("amount"),
                // A bank that only asks takes nothing; if it does later, `funds_withdrawn` tells of it.
                type != "charge.dispute.created" || object["status"]?.string?.hasPrefix("warning_") != true
            else { return nil }
            news = .disputed(id: dispute, amount)
        case "charge.dispute.closed":
            guard let dispute = object["id"]?.string, let amount = money("amount") else { return nil }
            news = .disputeClosed(id: dispute, amount, won: object["status"]?.string != "lost")
        case "refund.failed", "charge.refund.updated", "refund.updated":
            guard let refund = object["metadata"]?["refundId"]?.string.flatMap(RefundID.init),
                let status = object["status"]?.string, status == "failed" || status == "canceled"
            else { return nil }
            news = .refundFailed(refund, object["failure_reason"]?.string ?? status)
        default: return nil
        }
        guard !reference.isEmpty else { return nil }
    }
}
