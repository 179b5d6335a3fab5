import JSONSchema
import Primitives
import RegistrationDomain

/// An event of the payment provider.
struct WebhookDTO: WireType {
    var id: String
    var type: ProviderEvent.Kind
    var invoiceId: InvoiceID
    var amount: Money
    var currency: String
    var reference: String

    static let constraints = Constraints([
        CodingKeys.id: .string(minLength: 1, maxLength: 200), .amount: .integer(min: 1, max: 100_000_000),
        .currency: .string(minLength: 3, maxLength: 3), .reference: .string(maxLength: 200),
    ])

    var event: ProviderEvent {
        ProviderEvent(id: id, kind: type, invoice: invoiceId, amount: amount, reference: reference)
    }
}

/// The answer to an event.
struct ReceivedDTO: WireType {
    var received = true
}
