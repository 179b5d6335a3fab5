import Primitives
import RegistrationDomain
import Testing

@Suite struct CancellationTests {
    private static let startsOn = Sample.day("2026-04-06")

    private static func cancellation(
        _ price: Money = 545_00, freeBecause exemption: FreeCancellation? = nil, on day: String = "2026-03-01"
    ) -> Cancellation {
        .byPerson(
            price: price, startsOn: startsOn, freeBecause: exemption, at: Sample.moment(day), under: Sample.policy)
    }

    @Test(arguments: [
        ("2026-03-01", 545_00 as Money, 75_00 as Money), ("2026-03-23", 545_00, 75_00),
        ("2026-03-24", 545_00, 545_00), ("2026-04-07", 545_00, 545_00), ("2026-03-01", 60_00, 60_00),
        ("2026-03-01", 0, 0),
    ])
    func `D5: a cancellation costs 75.00 up to 14 days before the start, then the full price, never more than it`(
        day: String, price: Money, fee: Money
    ) {
        let cancellation = Self.cancellation(price, on: day)
        #expect(cancellation.fee == fee)
        #expect(cancellation.lines.reduce(.zero) { $0 + $1.amount } == fee - price)
    }

    @Test(
        arguments: [
            ("2026-04-01", nil, 545_00), ("2026-04-01", "2026-03-18", 0), ("2026-04-01", "2026-03-17", 545_00),
            ("2026-03-01", "2026-02-01", 75_00),
        ] as [(String, String?, Money)])
    func `D5: a cancellation is free for 14 days after a move of the class, shortly before the start too`(
        day: String, moved: String?, fee: Money
    ) {
        let cancellation = Self.cancellation(freeBecause: moved.map { .moved(on: Sample.day($0)) }, on: day)
        #expect(cancellation.fee == fee)
        #expect(cancellation.lines.reduce(.zero) { $0 + $1.amount } == fee - 545_00)
    }

    @Test func `A5, D5: one of two registrations of merged accounts is cancelled without a fee at any time`() {
        let cancellation = Self.cancellation(freeBecause: .duplicateRegistration, on: "2026-04-05")
        #expect(cancellation.fee == .zero)
        #expect(cancellation.lines.map(\.amount) == [-545_00])
    }

    @Test func `D5: a cancellation refunds what was paid beyond the fee, of the latest payment first`() throws {
        var invoice = Sample.invoice(Sample.line(.nonMemberRate, 545_00))
        _ = try invoice.pay(Sample.payment(500_00))
        let last = Sample.payment(45_00, .card)
        _ = try invoice.pay(last)
        let change = invoice.cancel(Self.cancellation(invoice.price))
        #expect(change.refunded == 470_00)
        #expect(change.refunds.first?.payment == last.id)
        #expect(invoice.total == 75_00)
        #expect(invoice.balance == .zero)
        #expect(invoice.status == .paid)
    }

    @Test func `D5: a fee larger than what was paid refunds nothing and leaves the rest due`() throws {
        var invoice = Sample.invoice(Sample.line(.nonMemberRate, 545_00))
        _ = try invoice.pay(Sample.payment(50_00))
        let change = invoice.cancel(Self.cancellation(invoice.price))
        #expect(change.refunded == .zero)
        #expect(invoice.balance == 25_00)
    }

    @Test func `D5: a class that the association cancels is refunded in full, fees included`() throws {
        var invoice = Sample.invoice(Sample.line(.nonMemberRate, 545_00), .transferFee(under: Sample.policy))
        _ = try invoice.pay(Sample.payment(595_00))
        let change = invoice.cancel(.byAssociation(invoiced: invoice.total))
        #expect(change.refunded == 595_00)
        #expect(invoice.status == .void)
    }

    @Test func `D4, D5: a transfer fee is a line of its own, which a cancellation does not credit`() {
        let invoice = Sample.invoice(Sample.line(.memberRate, 495_00), .transferFee(under: Sample.policy))
        #expect(invoice.price == 495_00)
        #expect(invoice.total == 545_00)
    }
}
