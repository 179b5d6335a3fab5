import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// An invoice with a balance, and how late its payment is (E8).
struct ReceivableDTO: WireType {
    var invoiceId: InvoiceID
    @Nullable var number: String?
    var registrationId: RegistrationID
    var registrationStatus: RegistrationStatus
    var offeringId: OfferingID
    var personId: PersonID
    @Nullable var purchaseOrder: String?
    var balance: Money
    var currency = Money.currency
    /// Whether the payer's bank holds back money of the invoice.
    var disputed: Bool
    var dueOn: Day
    var daysOverdue: Int
    var level: DunningLevel

    static let constraints = Constraints(
        named: "Receivable",
        [CodingKeys.balance: .amount, .currency: .currency, .daysOverdue: .integer(min: 0)])

    init(_ open: OpenInvoice, _ receivable: Receivable) {
        invoiceId = open.id
        number = open.number
        registrationId = open.registration
        registrationStatus = open.registrationStatus
        offeringId = open.offering
        personId = open.person
        purchaseOrder = open.purchaseOrder
        balance = open.balance
        disputed = open.hasDispute
        dueOn = receivable.dueOn
        daysOverdue = receivable.daysOverdue
        level = receivable.level
    }
}
