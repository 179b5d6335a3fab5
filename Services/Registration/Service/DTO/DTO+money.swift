import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

struct PaymentDTO: Codable, Sendable {
    var id: PaymentID
    var method: PaymentMethod
    var amount: Money
    var refunded: Money
    /// Held back by the payer's bank.
    var disputed: Money
    var reference: String
    /// Who took the card; null for what the office took in.
    @Nullable var provider: CardProvider?

    init(_ payment: Payment) {
        id = payment.id
        method = payment.method
        amount = payment.amount
        refunded = payment.refunded
        disputed = payment.disputed
        reference = payment.reference
        provider = payment.provider
    }

    static let schema = Schema.object(
        .required("id", .uuid), .required("method", .string(enum: PaymentMethod.self)), .required("amount", .amount),
        .required("refunded", .amount), .required("disputed", .amount), .required("reference", .string()),
        .nullable("provider", .string(enum: CardProvider.self)))
}

/// The account of one registration (E8).
struct InvoiceDTO: Codable, Sendable {
    var id: InvoiceID
    /// Given when the document is first issued.
    @Nullable var number: String?
    var registrationId: RegistrationID
    var offeringId: OfferingID
    var status: InvoiceStatus
    var total: Money
    /// Payments less refunds and what is disputed.
    var paid: Money
    /// Negative when more was paid than is due.
    var balance: Money
    var currency = Money.currency
    @Nullable var purchaseOrder: String?
    var lines: [LineDTO]
    var payments: [PaymentDTO]
    var version: Int

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

    static let schema = Schema.ref(
        "Invoice",
        .object(
            .required("id", .uuid), .nullable("number", .string()), .required("registrationId", .uuid),
            .required("offeringId", .uuid), .required("status", .string(enum: InvoiceStatus.self)),
            .required("total", .amount), .required("paid", .amount), .required("balance", .amount),
            .required("currency", .currency), .nullable("purchaseOrder", .string()),
            .required("lines", .array(LineDTO.schema)), .required("payments", .array(PaymentDTO.schema)),
            .required("version", .version)))
}

struct NewPaymentDTO: Codable, Sendable {
    var method: PaymentMethod
    var amount: Money
    var reference: String

    static let schema = Schema.object(
        .required("method", .string(enum: PaymentMethod.self)),
        .required("amount", .integer(min: 1, max: 100_000_000)), .required("reference", .string(maxLength: 200)))
}

struct BookedDTO: Codable, Sendable {
    var paymentId: PaymentID
    var invoice: InvoiceDTO

    static let schema = Schema.object(.required("paymentId", .uuid), .required("invoice", InvoiceDTO.schema))
}

struct NewRefundDTO: Codable, Sendable {
    var amount: Money
    var reason: String

    static let schema = Schema.object(
        .required("amount", .integer(min: 1, max: 100_000_000)), .required("reason", .reason))
}

struct WebhookDTO: Codable, Sendable {
    var id: String
    var type: String
    var invoiceId: InvoiceID
    var amount: Money
    var currency: String
    var reference: String

    static let schema = Schema.object(
        .required("id", .string(minLength: 1, maxLength: 200)),
        .required("type", .string(enum: ProviderEvent.Kind.self)),
        .required("invoiceId", .uuid), .required("amount", .integer(min: 1, max: 100_000_000)),
        .required("currency", .string(minLength: 3, maxLength: 3)), .required("reference", .string(maxLength: 200)))
}

struct LedgerDTO: Codable, Sendable {
    struct Account: Codable, Sendable {
        var code: LedgerAccount
        var debit: Money
        var credit: Money
    }

    var accounts: [Account]
    /// Debits less credits: zero at all times.
    var balance: Money
    var currency = Money.currency

    init(_ trial: TrialBalance) {
        accounts = trial.rows.map { Account(code: $0.account, debit: $0.debit, credit: $0.credit) }
        balance = trial.balance
    }

    static let schema = Schema.object(
        .required(
            "accounts",
            .array(
                .object(
                    .required("code", .string(enum: LedgerAccount.self)), .required("debit", .amount),
                    .required("credit", .amount)))),
        .required("balance", .amount), .required("currency", .currency))
}
