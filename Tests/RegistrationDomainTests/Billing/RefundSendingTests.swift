import Primitives
import RegistrationDomain
import Testing

@Suite struct RefundSendingTests {
    private static let today = Sample.day("2026-03-10")

    private static func sending(
        _ method: PaymentMethod = .check, _ reference: String = "2001", on day: String = "2026-03-10"
    ) -> RefundSending {
        RefundSending(method: method, reference: reference, sentOn: Sample.day(day))
    }

    private func send(
        _ status: RefundStatus, _ sending: RefundSending, known: RefundSending? = nil, mayBeDone: Bool = true,
        booked: PaymentMethod = .check
    ) throws -> [LedgerTransfer]? {
        try status.send(
            sending, known: known, mayBeDone: mayBeDone, booked: booked, left: 200_00,
            recorded: Sample.day("2026-03-05"), on: Self.today)
    }

    @Test(arguments: [
        (RefundStatus.toSend, PaymentMethod.check, PaymentMethod.check, [LedgerTransfer]()),
        (
            .toSend, .purchaseOrder, .check,
            [LedgerTransfer(debit: .cashPurchaseOrder, credit: .cashCheck, amount: 200_00)]
        ),
        (.toSend, .card, .card, []),
        // The provider refused it and still has the money.
        (.failed, .card, .check, [LedgerTransfer(debit: .cashCard, credit: .cashCheck, amount: 200_00)]),
    ])
    func `E8: a refund by another method than the payment's moves money between the two accounts`(
        status: RefundStatus, booked: PaymentMethod, sent: PaymentMethod, transfers: [LedgerTransfer]
    ) throws {
        #expect(try send(status, Self.sending(sent), booked: booked) == transfers)
    }

    @Test func `E8: a refund is recorded once; another reference, day or method is refused`() throws {
        let known = Self.sending()
        #expect(try send(.done, known, known: known) == nil)
        for other in [Self.sending(.card), Self.sending(.check, "2002"), Self.sending(on: "2026-03-09")] {
            #expect(throws: RefundRejection.sent) { try send(.done, other, known: known) }
        }
        #expect(throws: RefundRejection.sent) { try send(.done, known) }
    }

    @Test func `E8: a refund that a provider may have made, or with an impossible day, is refused`() throws {
        #expect(throws: RefundRejection.underWay) { try send(.waiting, Self.sending()) }
        #expect(try send(.waiting, Self.sending(), mayBeDone: false) == [])
        #expect(try send(.toSend, Self.sending(on: "2026-03-05")) == [])
        #expect(throws: RefundRejection.sentBefore(Sample.day("2026-03-05"))) {
            try send(.toSend, Self.sending(on: "2026-03-04"))
        }
        let tomorrow = Self.sending(on: "2026-03-11")
        #expect(throws: RefundRejection.sentInFuture(tomorrow.sentOn)) { try send(.toSend, tomorrow) }
    }

    @Test func `E8: what a provider reported is not outstanding, and nothing is of a refund that is done`() {
        for status in [RefundStatus.toSend, .waiting, .failed] {
            #expect(status.outstanding(of: 100_00, reported: 40_00) == 60_00)
        }
        #expect(RefundStatus.done.outstanding(of: 100_00, reported: 0) == 0)
    }

    @Test func `E8: a payment by purchase order is refunded by check unless the office chooses another method`() {
        #expect(PaymentMethod.allCases.map(\.refundMethod) == [.card, .check, .check])
    }
}
