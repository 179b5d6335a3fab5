import Primitives
import RegistrationDomain

/// A company that takes cards for the association: what the service asks of it. What it tells by itself comes by webhook.
protocol PaymentProvider: Sendable {
    var name: CardProvider { get }

    /// Prepares a payment which the payer's browser then carries out with `clientSecret`. The same key gives the same one.
    func makeIntent(_ order: PaymentOrder, key: String) async throws(PaymentProviderError) -> CardIntent

    /// Gives money of a payment back. The same key gives it back once.
    func refund(_ order: RefundOrder, key: String) async throws(PaymentProviderError) -> CardRefund

    /// The refund that was made for an order, by the mark that the order left on it; nil when there is none.
    func find(_ order: RefundOrder) async throws(PaymentProviderError) -> CardRefund?
}

struct PaymentOrder: Hashable, Sendable {
    var invoice: InvoiceID
    var amount: Money
    /// What the payer reads.
    var description: String
}

/// A payment that can be made now.
struct CardIntent: Hashable, Sendable {
    var id: String
    var clientSecret: String
    var status: String
}

struct RefundOrder: Hashable, Sendable {
    var id: RefundID
    /// The payment's own, at the provider.
    var reference: String
    var amount: Money
}

struct CardRefund: Hashable, Sendable {
    enum Outcome: Hashable, Sendable {
        /// Done, or on its way to the card.
        case accepted
        case failed(String)
    }

    var id: String
    var outcome: Outcome
}

/// Why a provider did not do what it was asked for.
enum PaymentProviderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The card or the bank refused (402).
    case declined(code: String, String)
    /// The request is none that the provider carries out (another 4xx).
    case refused(code: String, String)
    /// Our account or key is not in order (401, 403).
    case notAdmitted(String)
    /// Too many requests, or this one is under way already (429, 409).
    case busy(retryAfter: Duration?)
    /// It answered that it failed (5xx); it gives the same answer to the same key again.
    case broken(String)
    /// No answer, or none that can be read: it may have been done.
    case unanswered(String)
    /// No connection: it was not done.
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

    /// The answer stands: the same request under the same key gets it again.
    var isFinal: Bool {
        switch self {
        case .declined, .refused, .broken: true
        case .notAdmitted, .busy, .unanswered, .unreachable: false
        }
    }

    /// The provider has surely not carried the request out, and will not.
    var isNotTaken: Bool {
        switch self {
        case .notAdmitted, .unreachable: true
        case .declined, .refused, .busy, .broken, .unanswered: false
        }
    }
}
