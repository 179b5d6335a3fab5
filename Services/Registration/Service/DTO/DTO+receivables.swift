import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// A sum that is due, and how far it has come (E8).
struct ReceivableDTO: Codable, Sendable {
    var invoiceId: InvoiceID
    @Nullable var number: String?
    var registrationId: RegistrationID
    var registrationStatus: RegistrationStatus
    var offeringId: OfferingID
    var personId: PersonID
    @Nullable var purchaseOrder: String?
    var balance: Money
    var currency = Money.currency
    /// The payer's bank holds money of it back.
    var disputed: Bool
    var dueOn: Day
    var daysOverdue: Int
    var level: DunningLevel

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

    static let schema = Schema.ref(
        "Receivable",
        .object(
            .required("invoiceId", .uuid), .nullable("number", .string()), .required("registrationId", .uuid),
            .required("registrationStatus", .string(enum: RegistrationStatus.self)), .required("offeringId", .uuid),
            .required("personId", .uuid), .nullable("purchaseOrder", .string()), .required("balance", .amount),
            .required("currency", .currency), .required("disputed", .boolean), .required("dueOn", .date),
            .required("daysOverdue", .integer(min: 0)), .required("level", .string(enum: DunningLevel.self))))
}
