import HTTP
import Idempotency
import JSONSchema
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// The list of refunds, by which the office sees that each reaches the payer (E8).
struct RefundRoutes: Sendable {
    let journal: Journal
    let refunds: RefundRepository
    let send: SendRefund
    let retry: RetryRefund

    init(_ parts: RegistrationParts) {
        let billing = BillingParts(parts)
        journal = parts.journal
        refunds = billing.refunds
        send = SendRefund(
            policies: parts.policies, registrations: RegistrationRepository(database: parts.database),
            refunds: billing.refunds, orders: billing.orders, ledger: billing.ledger, access: billing.access)
        retry = RetryRefund(refunds: billing.refunds, orders: billing.orders)
    }

    var list: Operation {
        Operation(
            "List refunds with their status, the oldest first",
            description:
                "The office sends the refunds in status `toSend`: those of checks, of purchase orders, and of cards of "
                + "a provider that only reports. Those in status `waiting` and `failed` are a card provider's; failed "
                + "ones state the reason and are ordered again or sent by hand. `left` is the amount that is still to "
                + "be refunded, since a provider may have reported a part. For those that are `disputed` a bank may "
                + "hold back the same money.",
            access: .staff, query: .paging + [.query("status", .string(enum: RefundStatus.self))],
            answers: [.page(of: RefundDTO.self)]
        ) { call in
            let limit = try call.limit()
            let page = try await refunds.list(
                try call.query("status"), after: try call.cursor()?.values(RefundID.self), limit: limit)
            return try .ok(Page(page, limit: limit, item: RefundDTO.init, cursor: { Cursor($0.refund.id) }))
        }
    }

    var one: Operation {
        Operation("Show a refund", access: .staff, answers: [.ok(RefundDTO.self)]) { call in
            guard let record = try await refunds.find(try call.path("id")) else { throw NotFound() }
            return try .ok(RefundDTO(record), version: record.version)
        }
    }

    var sending: Operation {
        Operation(
            "Record that a refund was sent by hand",
            description:
                "The ledger booked the refund when it was recorded. If it was sent by another method than the "
                + "payment's, it is booked from that method's account. The same record again changes nothing. An order "
                + "that waits at a card provider is withdrawn if it certainly did not reach the provider.",
            access: .staff, body: .json(RefundSendingDTO.self), answers: [.ok(RefundDTO.self)],
            problems: [.refundUnderWay, .refundSent, .sentInFuture, .sentBeforeRefund, .ownInvoice], idempotent: true
        ) { call in
            let new: RefundSendingDTO = try call.decode()
            let command = SendRefund.Command(
                refund: try call.path("id"), match: call.versionMatch(), method: new.method, reference: new.reference,
                sentOn: new.sentOn, by: try call.signedIn())
            return try await journal.transact(call) { unit in
                let record = try await send(command, at: call.now, in: unit)
                return try .ok(RefundDTO(record), version: record.version)
            }
        }
    }

    var retrying: Operation {
        Operation(
            "Order a refund again that the card provider refused", access: .staff, answers: [.ok(RefundDTO.self)],
            problems: [.refundNotFailed]
        ) { call in
            let command = RetryRefund.Command(refund: try call.path("id"), match: call.versionMatch())
            return try await journal.transact(call) { unit in
                let record = try await retry(command, in: unit)
                return try .ok(RefundDTO(record), version: record.version)
            }
        }
    }
}

extension ProblemCode {
    static let refundNotFailed = ProblemCode("refundNotFailed", "The refund is not in status failed")
    static let refundUnderWay = ProblemCode("refundUnderWay", "The card provider is carrying out the refund")
    static let refundSent = ProblemCode("refundSent", "The refund is already done")
    static let sentInFuture = ProblemCode("sentInFuture", "The day is in the future")
    static let sentBeforeRefund = ProblemCode("sentBeforeRefund", "The day is before the refund was recorded")
}

extension RefundRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .underWay: Problem(.refundUnderWay, "If it were sent by hand too, the payer would get it twice.")
        case .sent: Problem(.refundSent, "It was done in another way than this one.")
        case .sentInFuture(let day): Problem(.sentInFuture, "\(day) is still to come.")
        case .sentBefore(let day): Problem(.sentBeforeRefund, "It was recorded on \(day).")
        case .notFailed: Problem(.refundNotFailed)
        }
    }
}
