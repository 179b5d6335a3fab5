import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// A payment of an invoice.
struct PaymentDTO: WireType {
    var id: PaymentID
    var method: PaymentMethod
    var amount: Money
    var refunded: Money
    /// The amount that the payer's bank holds back.
    var disputed: Money
    var reference: String
    /// The provider that processed the card; null for a payment that the office received.
    @Nullable var provider: CardProvider?

    static let constraints = Constraints([
        CodingKeys.amount: .amount, .refunded: .amount, .disputed: .amount,
    ])

    init(_ payment: Payment) {
        id = payment.id
        method = payment.method
        amount = payment.amount
        refunded = payment.refunded
        disputed = payment.disputed
        reference = payment.reference
        provider = payment.provider
    }
}

/// The account of one registration (E8).
struct InvoiceDTO: WireType {
    var id: InvoiceID
    /// Null until the document is first issued.
    @Nullable var number: String?
    var registrationId: RegistrationID
    var offeringId: OfferingID
    var status: InvoiceStatus
    var total: Money
    /// The payments less refunds and disputes.
    var paid: Money
    /// Below zero if more was paid than is due.
    var balance: Money
    var currency = Money.currency
    @Nullable var purchaseOrder: String?
    var lines: [LineDTO]
    var payments: [PaymentDTO]
    var version: Int

    static let constraints = Constraints(
        named: "Invoice",
        [
            CodingKeys.total: .amount, .paid: .amount, .balance: .amount, .currency: .currency, .version: .version,
        ])

    init(_ record: InvoiceRecord) {
        let invoice = record.invoice
        id = invoice.id
        number = record.number
        registrationId = record.registration
        offeringId = record.offering
        status = invoice.status
        total = invoice.total
        paid = invoice.paid
        balance = invoice.balance
        purchaseOrder = record.purchaseOrder
        lines = invoice.lines.map(LineDTO.init)
        payments = invoice.payments.map(PaymentDTO.init)
        version = record.version
    }
}
