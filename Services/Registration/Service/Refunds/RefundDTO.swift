import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// A refund, and how far it is on its way to the payer (E8).
struct RefundDTO: WireType {
    struct Sent: WireType {
        var method: PaymentMethod
        var reference: String
        var sentOn: Day
        @Nullable var sentBy: PersonID?
        @Nullable var recordedAt: Instant?
    }

    var id: RefundID
    var status: RefundStatus
    var amount: Money
    /// The amount that is still to be refunded: a provider may have reported a part.
    var left: Money
    /// Whether a bank holds back money of the invoice, or kept it. The office checks that before it sends a refund.
    var disputed: Bool
    var currency = Money.currency
    var reason: String
    var refundedAt: Instant
    var invoiceId: InvoiceID
    @Nullable var invoiceNumber: String?
    var registrationId: RegistrationID
    /// The holder of the seat, also of a cancelled one.
    var personId: PersonID
    var paymentId: PaymentID
    /// The payment's method and reference.
    var method: PaymentMethod
    var paymentReference: String
    /// The provider that carries it out; null when the office does.
    @Nullable var provider: CardProvider?
    /// The provider's id of the refund once it is done.
    @Nullable var providerReference: String?
    var attempts: Int
    /// The reason for the provider's refusal, or its latest error.
    @Nullable var lastError: String?
    /// How the office sent it by hand.
    @Nullable var sent: Sent?
    var version: Int

    static let constraints = Constraints(
        named: "Refund",
        [
            CodingKeys.amount: .amount, .left: .amount, .currency: .currency, .attempts: .integer(min: 0),
            .version: .version,
        ])

    init(_ record: RefundRecord) {
        let refund = record.refund
        id = refund.id
        status = refund.status
        amount = refund.amount
        left = refund.outstanding
        disputed = record.hasDispute
        reason = record.reason
        refundedAt = record.refundedAt
        invoiceId = record.invoice
        invoiceNumber = record.invoiceNumber
        registrationId = record.registration
        personId = record.person
        paymentId = refund.payment
        method = refund.method
        paymentReference = record.paymentReference
        provider = record.provider
        providerReference = record.providerReference
        attempts = record.attempts
        lastError = record.lastError
        sent = refund.sending.map {
            Sent(
                method: $0.method, reference: $0.reference, sentOn: $0.sentOn, sentBy: record.sentBy,
                recordedAt: record.sentAt)
        }
        version = record.version
    }
}

/// The record that a refund was sent by hand: by the payment's method unless `method` states another, and by check for
/// a purchase order.
struct RefundSendingDTO: WireType {
    var reference: String
    var sentOn: Day
    var method: PaymentMethod?

    static let constraints = Constraints([
        CodingKeys.reference: .string(minLength: 1, maxLength: 200),
        .method: .string(enum: PaymentMethod.allCases.filter { $0.refundMethod == $0 }.map(\.rawValue)),
    ])
}
