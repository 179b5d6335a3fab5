import Primitives
import RegistrationDomain

/// A company that processes card payments for the association, as the service calls it. It reports by webhook.
protocol PaymentProvider: Sendable {
    var name: CardProvider { get }

    /// Prepares a payment, which the payer's browser completes with `clientSecret`. The same key gives the same intent.
    func makeIntent(_ order: PaymentOrder, key: String) async throws(PaymentProviderError) -> CardIntent

    /// Refunds an amount of a payment. Requests with the same key refund it once.
    func refund(_ order: RefundOrder, key: String) async throws(PaymentProviderError) -> CardRefund

    /// Returns the refund that was made for an order, found by the order's mark; nil if there is none.
    func find(_ order: RefundOrder) async throws(PaymentProviderError) -> CardRefund?
}

/// An order to prepare the payment of an amount.
struct PaymentOrder: Hashable, Sendable {
    var invoice: InvoiceID
    var amount: Money
    /// The description for the payer.
    var description: String
}

/// A payment that can be made now.
struct CardIntent: Hashable, Sendable {
    var id: String
    var clientSecret: String
    var status: String
}

/// An order to refund an amount of a payment.
struct RefundOrder: Hashable, Sendable {
    var id: RefundID
    /// The provider's reference of the payment.
    var reference: String
    var amount: Money
}

/// A refund as the provider describes it.
struct CardRefund: Hashable, Sendable {
    enum Outcome: Hashable, Sendable {
        /// Done, or on its way to the card.
        case accepted
        case failed(String)
    }

    var id: String
    var outcome: Outcome
}

/// The reason why a provider did not do what was requested.
enum PaymentProviderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The card or the bank refused (402).
    case declined(code: String, String)
    /// The provider does not carry out such a request (another 4xx).
    case refused(code: String, String)
    /// The association's account or key is not valid (401, 403).
    case notAdmitted(String)
    /// There are too many requests, or this one is in progress (429, 409).
    case busy(retryAfter: Duration?)
    /// The provider failed (5xx), and gives the same answer to the same key again.
    case broken(String)
    /// There is no answer, or one that cannot be read: the request may have been carried out.
    case unanswered(String)
    /// There was no connection, so the request was not carried out.
    case unreachable(String)

    var description: String {
        switch self {
        case .declined(let code, let text): "declined (\(code)): \(text)"
        case .refused(let code, let text): "refused (\(code)): \(text)"
        case .notAdmitted(let text): "not admitted: \(text)"
        case .busy: "busy"
        case .broken(let text): "failed: \(text)"
        case .unanswered(let text): "no answer: \(text)"
        case .unreachable(let text): "not reached: \(text)"
        }
    }

    /// Whether the same request under the same key gets the same answer again.
    var isFinal: Bool {
        switch self {
        case .declined, .refused, .broken: true
        case .notAdmitted, .busy, .unanswered, .unreachable: false
        }
    }

    /// Whether the provider certainly did not carry out the request, and will not.
    var hadNoEffect: Bool {
        switch self {
        case .notAdmitted, .unreachable: true
        case .declined, .refused, .busy, .broken, .unanswered: false
        }
    }
}
