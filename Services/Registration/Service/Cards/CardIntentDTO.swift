import JSONSchema
import Primitives
import RegistrationDomain

/// A payment by card that can be made now.
struct CardIntentDTO: WireType {
    /// The provider's id.
    var id: String
    var provider: CardProvider
    /// The secret with which the payer's browser makes this one payment, and nothing else.
    var clientSecret: String
    /// The provider's status, `requires_payment_method` at first.
    var status: String
    var invoiceId: InvoiceID
    var amount: Money
    var currency = Money.currency

    static let constraints = Constraints(
        named: "CardIntent", [CodingKeys.amount: .amount, .currency: .currency])

    init(_ started: StartCardPayment.Started) {
        id = started.intent.id
        provider = started.provider
        clientSecret = started.intent.clientSecret
        status = started.intent.status
        invoiceId = started.attempt.invoice
        amount = started.attempt.amount
    }
}
