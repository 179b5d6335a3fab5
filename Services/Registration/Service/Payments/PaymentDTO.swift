import JSONSchema
import Primitives
import RegistrationDomain

/// A payment that the office received.
struct NewPaymentDTO: WireType {
    var method: PaymentMethod
    var amount: Money
    var reference: String

    static let constraints = Constraints([
        CodingKeys.amount: .integer(min: 1, max: 100_000_000), .reference: .string(maxLength: 200),
    ])
}

/// The refund of an amount of a payment.
struct NewRefundDTO: WireType {
    var amount: Money
    var reason: String

    static let constraints = Constraints([
        CodingKeys.amount: .integer(min: 1, max: 100_000_000), .reason: .reason,
    ])
}

/// A booked payment or refund with its invoice.
struct BookedDTO: WireType {
    var paymentId: PaymentID
    var invoice: InvoiceDTO
}
