import HTTP
import Idempotency
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Payments and refunds that staff records (E8).
struct PaymentRoutes: Sendable {
    let journal: Journal
    let record: RecordPayment
    let refund: RefundPayment

    init(_ parts: RegistrationParts) {
        let billing = BillingParts(parts)
        journal = parts.journal
        record = RecordPayment(accounts: billing.accounts, access: billing.access, pay: billing.pay)
        refund = RefundPayment(
            payments: billing.payments, accounts: billing.accounts, access: billing.access, refund: billing.refund)
    }

    var recording: Operation {
        Operation(
            "Record a payment", access: .staff, body: .json(NewPaymentDTO.self), answers: [.created(BookedDTO.self)],
            problems: [.amountExceedsBalance, .ownInvoice], idempotent: true
        ) { call in
            let new: NewPaymentDTO = try call.decode()
            let payment = Payment(id: .new(), method: new.method, amount: new.amount, reference: new.reference)
            let command = RecordPayment.Command(
                invoice: try call.path("id"), match: call.versionMatch(), payment: payment, by: try call.signedIn())
            return try await journal.transact(call) { unit in
                try booked(payment.id, on: try await record(command, at: call.now, in: unit))
            }
        }
    }

    var refunding: Operation {
        Operation(
            "Refund an amount of a payment", access: .staff, body: .json(NewRefundDTO.self),
            answers: [.created(BookedDTO.self)], problems: [.amountExceedsPayment, .ownInvoice], idempotent: true
        ) { call in
            let new: NewRefundDTO = try call.decode()
            let command = RefundPayment.Command(
                payment: try call.path("id"), match: call.versionMatch(), amount: new.amount, reason: new.reason,
                by: try call.signedIn())
            return try await journal.transact(call) { unit in
                try booked(command.payment, on: try await refund(command, at: call.now, in: unit))
            }
        }
    }

    private func booked(_ payment: PaymentID, on record: InvoiceRecord) throws -> Response {
        try .created(
            BookedDTO(paymentId: payment, invoice: InvoiceDTO(record)),
            location: "/v1/invoices/\(record.invoice.id)", version: record.version)
    }
}
