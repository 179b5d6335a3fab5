import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// What a registration would cost.
struct QuoteDTO: WireType {
    var rateCategory: RateCategory
    var lines: [LineDTO]
    var total: Money
    var currency = Money.currency
    var rulePack: String
    var referenceDate: Day

    static let constraints = Constraints(named: "Quote", [CodingKeys.total: .amount, .currency: .currency])

    init(_ quote: PriceQuote) {
        rateCategory = quote.rateCategory
        lines = quote.lines.map(LineDTO.init)
        total = quote.total
        rulePack = quote.rulePack
        referenceDate = quote.referenceDay
    }
}

/// A request for a registration, of the caller if it names no person.
struct NewRegistrationDTO: WireType {
    var offeringId: OfferingID
    var personId: PersonID?
    var personEmail: String?
    var kind: RegistrationKind?
    var purchaseOrder: String?
    var waitlist: Bool?

    static let constraints = Constraints([
        CodingKeys.personEmail: .email, .purchaseOrder: .name(maxLength: 100),
    ])
}

/// The person to whom a seat goes: by id or by e-mail address.
struct TransferDTO: Codable, Sendable, WireValue {
    var toPersonId: PersonID?
    var toEmail: String?

    static func schema(as role: WireRole) -> Schema {
        .oneOf([.object(.required("toPersonId", .uuid)), .object(.required("toEmail", .email))])
    }

    static var sample: TransferDTO { TransferDTO(toPersonId: .sample) }
}

/// A registration with its price lines, fees and refund.
struct RegistrationDTO: WireType {
    var id: RegistrationID
    var offeringId: OfferingID
    var personId: PersonID
    var kind: RegistrationKind
    var status: RegistrationStatus
    var rateCategory: RateCategory
    /// The present total of the invoice; the frozen price before there is one.
    var total: Money
    var currency = Money.currency
    @Nullable var invoiceId: InvoiceID?
    /// The place in the waitlist.
    @Nullable var position: Int?
    @Nullable var confirmBy: Instant?
    var lines: [LineDTO]
    /// The lines that are fees (D4, D5).
    var fees: [LineDTO]
    /// The amount that was refunded so far.
    var refund: Money
    @Nullable var purchaseOrder: String?
    /// The completion that is not voided; its id is needed to void it.
    @Nullable var completionId: CompletionID?
    var registeredAt: Instant
    var version: Int

    static let constraints = Constraints(
        named: "Registration",
        [
            CodingKeys.total: .amount, .currency: .currency, .position: .integer(min: 1), .refund: .amount,
            .version: .version,
        ])

    init(_ details: RegistrationDetails) {
        let record = details.record
        let registration = record.registration
        let lines = details.invoice?.invoice.lines ?? record.quote.lines
        id = registration.id
        offeringId = record.offering
        personId = registration.person
        kind = registration.kind
        status = registration.status
        rateCategory = registration.rateCategory
        total = details.invoice?.invoice.total ?? registration.total
        invoiceId = record.invoice
        position = details.position
        confirmBy = registration.confirmBy
        self.lines = lines.map(LineDTO.init)
        fees = lines.filter(\.code.isFee).map(LineDTO.init)
        refund = record.refund
        purchaseOrder = record.purchaseOrder
        completionId = details.completion
        registeredAt = record.registeredAt
        version = record.version
    }
}
