import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// A payment by card that can be made now.
struct CardIntentDTO: Codable, Sendable {
    /// The provider's own id.
    var id: String
    var provider: CardProvider
    /// With it, and with nothing else, the payer's browser can make this one payment.
    var clientSecret: String
    /// In the provider's words, `requires_payment_method` at first.
    var status: String
    var invoiceId: InvoiceID
    var amount: Money
    var currency = Money.currency

    init(_ intent: CardIntent, _ attempt: CardAttempt, provider: CardProvider) {
        id = intent.id
        self.provider = provider
        clientSecret = intent.clientSecret
        status = intent.status
        invoiceId = attempt.invoice
        amount = attempt.amount
    }

    static let schema = Schema.ref(
        "CardIntent",
        .object(
            .required("id", .string()), .required("provider", .string(enum: CardProvider.self)),
            .required("clientSecret", .string()), .required("status", .string()), .required("invoiceId", .uuid),
            .required("amount", .amount), .required("currency", .currency)))
}
