import JSONSchema
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

/// A refund on its way through the card provider.
struct ProviderRefundDTO: Codable, Sendable {
    var id: RefundID
    var paymentId: PaymentID
    var invoiceId: InvoiceID
    var provider: CardProvider
    var amount: Money
    var currency = Money.currency
    var status: ProviderRefundStatus
    /// The provider's own id, when it is done.
    @Nullable var reference: String?
    var attempts: Int
    @Nullable var lastError: String?
    var madeAt: Instant
    var version: Int

    init(_ refund: ProviderRefund) {
        id = refund.id
        paymentId = refund.payment
        invoiceId = refund.invoice
        provider = refund.provider
        amount = refund.amount
        status = refund.status
        reference = refund.providerID
        attempts = refund.attempts
        lastError = refund.lastError
        madeAt = refund.madeAt
        version = refund.version
    }

    static let schema = Schema.ref(
        "ProviderRefund",
        .object(
            .required("id", .uuid), .required("paymentId", .uuid), .required("invoiceId", .uuid),
            .required("provider", .string(enum: CardProvider.self)), .required("amount", .amount),
            .required("currency", .currency), .required("status", .string(enum: ProviderRefundStatus.self)),
            .nullable("reference", .string()), .required("attempts", .integer(min: 0)),
            .nullable("lastError", .string()), .required("madeAt", .dateTime), .required("version", .version)))
}
