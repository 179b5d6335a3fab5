import Primitives
import RegistrationDomain
import Testing

@Suite struct RefundTests {
    private static let today = Sample.day("2026-03-10")
    private static let known = RefundSending(method: .check, reference: "2001", sentOn: today)

    private static func refund(
        _ status: RefundStatus, _ method: PaymentMethod = .check, reported: Money = 0, mayBeDone: Bool = true,
        sending: RefundSending? = nil
    ) -> Refund {
        Refund(
            id: .new(), payment: .new(), method: method, amount: 200_00, reported: reported, status: status,
            mayBeDone: mayBeDone, sending: sending)
    }

    private func send(
        _ refund: inout Refund, by method: PaymentMethod? = .check, _ reference: String = "2001",
        on day: String = "2026-03-10"
    ) throws -> [LedgerTransfer]? {
        try refund.send(
            by: method, reference: reference, sentOn: Sample.day(day), recordedOn: Sample.day("2026-03-05"),
            on: Self.today)
    }

    @Test(arguments: [
        (RefundStatus.toSend, PaymentMethod.check, PaymentMethod.check as PaymentMethod?, [LedgerTransfer]()),
        (.toSend, .check, nil, []),
        (
            .toSend, .purchaseOrder, nil,
            [LedgerTransfer(debit: .cashPurchaseOrder, credit: .cashCheck, amount: 150_00)]
        ),
        (.toSend, .card, .card, []),
        // The provider refused it and still has the money.
        (.failed, .card, .check, [LedgerTransfer(debit: .cashCard, credit: .cashCheck, amount: 150_00)]),
    ])
    func `E8: a refund by another method than the payment's moves the outstanding amount between the two accounts`(
        status: RefundStatus, booked: PaymentMethod, sent: PaymentMethod?, transfers: [LedgerTransfer]
    ) throws {
        var refund = Self.refund(status, booked, reported: 50_00)
        #expect(try send(&refund, by: sent) == transfers)
        #expect(refund.status == .done && refund.outstanding == 0)
        #expect(refund.sending?.method == sent ?? booked.refundMethod)
    }

    @Test func `E8: a refund is recorded once; another reference, day or method is refused`() throws {
        var refund = Self.refund(.done, sending: Self.known)
        #expect(try send(&refund) == nil)
        #expect(refund.sending == Self.known)
        #expect(throws: RefundRejection.sent) { try send(&refund, by: .card) }
        #expect(throws: RefundRejection.sent) { try send(&refund, "2002") }
        #expect(throws: RefundRejection.sent) { try send(&refund, on: "2026-03-09") }
        var other = Self.refund(.done)
        #expect(throws: RefundRejection.sent) { try send(&other) }
    }

    @Test func `E8: a refund that a provider may have made, or with an impossible day, is refused`() throws {
        var waiting = Self.refund(.waiting)
        #expect(throws: RefundRejection.underWay) { try send(&waiting) }
        #expect(waiting.status == .waiting && waiting.sending == nil)
        waiting.mayBeDone = false
        #expect(try send(&waiting) == [])
        var first = Self.refund(.toSend)
        #expect(try send(&first, on: "2026-03-05") == [])
        var refund = Self.refund(.toSend)
        #expect(throws: RefundRejection.sentBefore(Sample.day("2026-03-05"))) {
            try send(&refund, on: "2026-03-04")
        }
        #expect(throws: RefundRejection.sentInFuture(Sample.day("2026-03-11"))) {
            try send(&refund, on: "2026-03-11")
        }
    }

    @Test(arguments: RefundStatus.allCases)
    func `E8: what a provider reported is not outstanding, and nothing is of a refund that is done`(
        status: RefundStatus
    ) {
        #expect(Self.refund(status, reported: 40_00).outstanding == (status == .done ? 0 : 160_00))
    }

    @Test(arguments: RefundStatus.allCases)
    func `E8: only a refund that a provider refused is ordered again`(status: RefundStatus) throws {
        var refund = Self.refund(status)
        if status == .failed {
            try refund.retry()
            #expect(refund.status == .waiting)
        } else {
            #expect(throws: RefundRejection.notFailed) { try refund.retry() }
        }
    }

    @Test func `E8: a payment by purchase order is refunded by check unless the office chooses another method`() {
        #expect(PaymentMethod.allCases.map(\.refundMethod) == [.card, .check, .check])
    }
}
