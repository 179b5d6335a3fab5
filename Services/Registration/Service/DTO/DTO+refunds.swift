import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// A refund, and how far it is on its way to the payer (E8).
struct RefundDTO: Codable, Sendable {
    struct Sent: Codable, Sendable {
        var method: PaymentMethod
        var reference: String
        var sentOn: Day
        @Nullable var sentBy: PersonID?
        @Nullable var recordedAt: Instant?
    }

    var id: RefundID
    var status: RefundStatus
    var amount: Money
    /// What is still to go back: a provider may have told of a part.
    var left: Money
    /// A bank holds money of the invoice back, or has taken it: whoever sends a refund looks there first.
    var disputed: Bool
    var currency = Money.currency
    var reason: String
    var refundedAt: Instant
    var invoiceId: InvoiceID
    @Nullable var invoiceNumber: String?
    var registrationId: RegistrationID
    /// Who sits in the class, or sat.
    var personId: PersonID
    var paymentId: PaymentID
    /// How the money came in, and under which reference.
    var method: PaymentMethod
    var paymentReference: String
    /// Who carries it out; null when the office does.
    @Nullable var provider: CardProvider?
    /// The provider's own id, when it is done.
    @Nullable var providerReference: String?
    var attempts: Int
    /// Why the provider refused it, or what it said last.
    @Nullable var lastError: String?
    /// How it was sent by hand.
    @Nullable var sent: Sent?
    var version: Int

    init(_ refund: RefundRecord) {
        id = refund.id
        status = refund.status
        amount = refund.amount
        left = refund.left
        disputed = refund.hasDispute
        reason = refund.reason
        refundedAt = refund.refundedAt
        invoiceId = refund.invoice
        invoiceNumber = refund.number
        registrationId = refund.registration
        personId = refund.person
        paymentId = refund.payment
        method = refund.method
        paymentReference = refund.paymentReference
        provider = refund.provider
        providerReference = refund.providerReference
        attempts = refund.attempts
        lastError = refund.lastError
        sent = refund.sending.map {
            Sent(
                method: $0.method, reference: $0.reference, sentOn: $0.sentOn, sentBy: refund.sentBy,
                recordedAt: refund.sentAt)
        }
        version = refund.version
    }

    static let schema = Schema.ref(
        "Refund",
        .object(
            .required("id", .uuid), .required("status", .string(enum: RefundStatus.self)), .required("amount", .amount),
            .required("left", .amount), .required("disputed", .boolean), .required("currency", .currency),
            .required("reason", .string()), .required("refundedAt", .dateTime), .required("invoiceId", .uuid),
            .nullable("invoiceNumber", .string()), .required("registrationId", .uuid), .required("personId", .uuid),
            .required("paymentId", .uuid), .required("method", .string(enum: PaymentMethod.self)),
            .required("paymentReference", .string()),
            .nullable("provider", .string(enum: CardProvider.self)), .nullable("providerReference", .string()),
            .required("attempts", .integer(min: 0)), .nullable("lastError", .string()),
            .nullable(
                "sent",
                .object(
                    .required("method", .string(enum: PaymentMethod.self)), .required("reference", .string()),
                    .required("sentOn", .date), .nullable("sentBy", .uuid), .nullable("recordedAt", .dateTime))),
            .required("version", .version)))
}

/// That a refund was sent by hand; the way it came in unless `method` says another, and by check what came by purchase
/// order.
struct RefundSendingDTO: Codable, Sendable {
    var reference: String
    var sentOn: Day
    var method: PaymentMethod?

    static let schema = Schema.object(
        .required("reference", .string(minLength: 1, maxLength: 200)), .required("sentOn", .date),
        .optional(
            "method", .string(enum: PaymentMethod.allCases.filter { $0.refundMethod == $0 }.map(\.rawValue))))
}
