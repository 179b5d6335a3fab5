import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// E8: the list by which the office sees that all money that is to go back goes back.
extension RegistrationAPI {
    var refundEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/refunds", "Refunds and how far each is on its way, the oldest first",
                description:
                    "`toSend` are those of checks, purchase orders and cards of a provider that only tells what "
                    + "happened: the office sends them. `waiting` and `failed` are a card provider's, the latter with "
                    + "its reason: they are ordered again, or sent by hand. `left` is what is still to go back: a provider "
                    + "may have told of a part. Of those that are `disputed` a bank may have taken the same money.",
                access: .staff, query: .paging + [.query("status", .string(enum: RefundStatus.self))],
                answers: [.page(of: RefundDTO.schema)]
            ) { call in
                let limit = try call.limit()
                let refunds = try await store.refunds(
                    try call.query("status"), after: try call.cursor()?.values(RefundID.self), limit: limit)
                return try .ok(Page(refunds, limit: limit, item: RefundDTO.init, cursor: { Cursor($0.id) }))
            },
            Endpoint(
                "GET", "/v1/refunds/{id}", "A refund", access: .staff, answers: [.ok(RefundDTO.schema)]
            ) { call in
                guard let refund = try await store.refund(try call.path("id"), from: store.database) else {
                    throw Problem.notFound
                }
                return try .ok(RefundDTO(refund), version: refund.version)
            },
            Endpoint(
                "POST", "/v1/refunds/{id}/sent", "Take down that a refund was sent by hand",
                description:
                    "The ledger has the money gone since the refund was recorded; sent another way than it came, it is "
                    + "booked from there. The same once more is answered and changes nothing. An order to a card provider "
                    + "that waits is taken back with it, as long as it has surely not come there.",
                access: .staff, body: .json(RefundSendingDTO.schema), answers: [.ok(RefundDTO.schema)],
                problems: [.refundUnderWay, .refundSent, .sentInFuture, .sentBeforeRefund, .ownInvoice],
                idempotent: true
            ) { call in try await send(call) },
            Endpoint(
                "POST", "/v1/refunds/{id}/retry", "Order a refund again that the card provider had refused",
                access: .staff, answers: [.ok(RefundDTO.schema)], problems: [.refundNotFailed]
            ) { call in
                try await transact(call) { unit in
                    let refund = try await locked(call, in: unit)
                    guard refund.status == .failed else { throw Problem(.refundNotFailed) }
                    store.retry(refund.id, in: unit)
                    return try await answer(refund.id, in: unit)
                }
            },
        ]
    }

    private func send(_ call: Call) async throws -> Response {
        let wish = try call.decode(RefundSendingDTO.self)
        let principal = try call.signedIn()
        return try await transact(call) { unit in
            let refund = try await locked(call, in: unit)
            guard let registration = try await store.registration(refund.registration, from: unit.sql) else {
                throw Problem.notFound
            }
            try await refuseOwn(registration, of: principal, at: call.now, from: unit.sql)
            let sending = RefundSending(
                method: wish.method ?? refund.method.refundMethod, reference: wish.reference, sentOn: wish.sentOn)
            let transfers = try refund.status.send(
                sending, known: refund.sending, mayBeDone: refund.mayBeDone, booked: refund.method, left: refund.left,
                recorded: store.associationDay(refund.refundedAt), on: store.associationDay(call.now))
            if let transfers {
                store.send(sending, refund, booking: transfers, by: principal.personID, at: call.now, in: unit)
            }
            return try await answer(refund.id, in: unit)
        }
    }

    private func locked(_ call: Call, in unit: UnitOfWork) async throws -> RefundRecord {
        guard let refund = try await store.refund(try call.path("id"), locking: true, from: unit.sql) else {
            throw Problem.notFound
        }
        try call.requireMatch(refund.version)
        return refund
    }

    private func answer(_ id: RefundID, in unit: UnitOfWork) async throws -> Response {
        guard let refund = try await store.refund(id, from: unit.sql) else { throw Problem.notFound }
        return try .ok(RefundDTO(refund), version: refund.version)
    }
}
