import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

struct QuoteDTO: Codable, Sendable {
    var rateCategory: RateCategory
    var lines: [LineDTO]
    var total: Money
    var currency = Money.currency
    var rulePack: String
    var referenceDate: Day

    init(_ quote: PriceQuote) {
        rateCategory = quote.rateCategory
        lines = quote.lines.map(LineDTO.init)
        total = quote.total
        rulePack = quote.rulePack
        referenceDate = quote.referenceDay
    }

    static let schema = Schema.ref(
        "Quote",
        .object(
            .required("rateCategory", .string(enum: RateCategory.self)), .required("lines", .array(LineDTO.schema)),
            .required("total", .amount), .required("currency", .currency), .required("rulePack", .string()),
            .required("referenceDate", .date)))
}

struct NewRegistrationDTO: Codable, Sendable {
    var offeringId: OfferingID
    var personId: PersonID?
    var personEmail: String?
    var kind: RegistrationKind?
    var purchaseOrder: String?
    var waitlist: Bool?

    static let schema = Schema.object(
        .required("offeringId", .uuid), .optional("personId", .uuid), .optional("personEmail", .email),
        .optional("kind", .string(enum: RegistrationKind.self)), .optional("purchaseOrder", .name(maxLength: 100)),
        .optional("waitlist", .boolean))
}

struct TransferDTO: Codable, Sendable {
    var toPersonId: PersonID?
    var toEmail: String?

    static let schema = Schema.oneOf([
        .object(.required("toPersonId", .uuid)), .object(.required("toEmail", .email)),
    ])
}

/// A registration with its price lines, fees and refund.
struct RegistrationDTO: Codable, Sendable {
    var id: RegistrationID
    var offeringId: OfferingID
    var personId: PersonID
    var kind: RegistrationKind
    var status: RegistrationStatus
    var rateCategory: RateCategory
    /// What the invoice comes to now; the frozen price before there is one.
    var total: Money
    var currency = Money.currency
    @Nullable var invoiceId: InvoiceID?
    /// The place in the waitlist.
    @Nullable var position: Int?
    @Nullable var confirmBy: Instant?
    var lines: [LineDTO]
    /// Those of the lines that are fees (D4, D5).
    var fees: [LineDTO]
    /// Given back so far.
    var refund: Money
    @Nullable var purchaseOrder: String?
    /// The completion that stands, by which it can be voided.
    @Nullable var completionId: CompletionID?
    var registeredAt: Instant
    var version: Int

    init(
        _ record: RegistrationRecord, invoice: InvoiceRecord? = nil, position: Int? = nil,
        completion: CompletionID? = nil
    ) {
        let registration = record.registration
        let lines = invoice?.invoice.lines ?? record.quote.lines
        id = registration.id
        offeringId = record.offering
        personId = registration.person
        kind = registration.kind
        status = registration.status
        rateCategory = registration.rateCategory
        total = invoice?.invoice.total ?? registration.total
        invoiceId = record.invoice
        self.position = position
        confirmBy = registration.confirmBy
        self.lines = lines.map(LineDTO.init)
        fees = lines.filter(\.code.isFee).map(LineDTO.init)
        refund = record.refund
        purchaseOrder = record.purchaseOrder
        completionId = completion
        registeredAt = record.registeredAt
        version = record.version
    }

    static let schema = Schema.ref(
        "Registration",
        .object(
            .required("id", .uuid), .required("offeringId", .uuid), .required("personId", .uuid),
            .required("kind", .string(enum: RegistrationKind.self)),
            .required("status", .string(enum: RegistrationStatus.self)),
            .required("rateCategory", .string(enum: RateCategory.self)), .required("total", .amount),
            .required("currency", .currency), .nullable("invoiceId", .uuid), .nullable("position", .integer(min: 1)),
            .nullable("confirmBy", .dateTime), .required("lines", .array(LineDTO.schema)),
            .required("fees", .array(LineDTO.schema)), .required("refund", .amount),
            .nullable("purchaseOrder", .string()), .nullable("completionId", .uuid),
            .required("registeredAt", .dateTime), .required("version", .version))
    )
}
