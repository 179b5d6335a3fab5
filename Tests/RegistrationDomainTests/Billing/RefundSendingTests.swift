import Primitives
import RegistrationDomain
import Testing

@Suite("E8: refunds that the office sends by hand")
struct RefundSendingTests {
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

    @Test(
        "The way it came, nothing is booked again; another way, the money is taken from where it went",
        arguments: [
            (RefundStatus.toSend, PaymentMethod.check, PaymentMethod.check, [LedgerTransfer]()),
            (
                .toSend, .purchaseOrder, .check,
                [LedgerTransfer(debit: .cashPurchaseOrder, credit: .cashCheck, amount: 200_00)]
            ),
            (.toSend, .card, .card, []),
            // The provider refused it and has the money still.
            (.failed, .card, .check, [LedgerTransfer(debit: .cashCard, credit: .cashCheck, amount: 200_00)]),
        ])
    func ways(status: RefundStatus, booked: PaymentMethod, sent: PaymentMethod, transfers: [LedgerTransfer]) throws {
        #expect(try send(status, Self.sending(sent), booked: booked) == transfers)
    }

    @Test("Once: the same again changes nothing, another reference, day or way is refused")
    func once() throws {
        let known = Self.sending()
        #expect(try send(.done, known, known: known) == nil)
        for other in [Self.sending(.card), Self.sending(.check, "2002"), Self.sending(on: "2026-03-09")] {
            #expect(throws: RefundRejection.sent) { try send(.done, other, known: known) }
        }
        #expect(throws: RefundRejection.sent) { try send(.done, known) }
    }

    @Test("Not beside a provider that carries it out, not on a day to come, and not before it was recorded")
    func refused() throws {
        #expect(throws: RefundRejection.underWay) { try send(.waiting, Self.sending()) }
        #expect(try send(.waiting, Self.sending(), mayBeDone: false) == [])
        #expect(try send(.toSend, Self.sending(on: "2026-03-05")) == [])
        #expect(throws: RefundRejection.sentBefore(Sample.day("2026-03-05"))) {
            try send(.toSend, Self.sending(on: "2026-03-04"))
        }
        let tomorrow = Self.sending(on: "2026-03-11")
        #expect(throws: RefundRejection.sentInFuture(tomorrow.sentOn)) { try send(.toSend, tomorrow) }
    }

    @Test("What a provider has told of is not left, and nothing is of what is done")
    func left() {
        for status in [RefundStatus.toSend, .waiting, .failed] {
            #expect(status.left(of: 100_00, told: 40_00) == 60_00)
        }
        #expect(RefundStatus.done.left(of: 100_00, told: 0) == 0)
    }

    @Test("A purchase order is no way to send money: what came by one goes by check")
    func wayBack() {
        #expect(PaymentMethod.allCases.map(\.wayBack) == [.card, .check, .check])
    }
}
