import Primitives
import RegistrationDomain
import Testing

@Suite struct ProviderReportTests {
    @Test(arguments: [
        (200_00 as Money, 0 as Money, 200_00 as Money, 0 as Money), (200_00, 0, 50_00, 0),
        (200_00, 0, 250_00, 50_00),
        (200_00, 200_00, 50_00, 50_00), (0, 0, 545_00, 545_00), (545_00, 0, 545_00, 0),
    ])
    func `E8: of the total that a provider refunded, only what the association did not order is new`(
        refunded: Money, refused: Money, total: Money, new: Money
    ) {
        let payment = Payment(id: .new(), method: .card, amount: 545_00, refunded: refunded, reference: "pi_1")
        #expect(payment.refundedElsewhere(reported: total, refused: refused) == new)
    }

    @Test(arguments: [
        (CardProvider.stripe as CardProvider?, "pi_1", 545_00 as Money, true), (.stripe, "pi_1", 100_00, true),
        (.stripe, "pi_2", 545_00, false), (nil, "pi_1", 545_00, true), (nil, "pi_1", 100_00, false),
        (nil, "order 7", 200_00, true), (nil, "order 7", 100_00, false), (.stripe, "order 7", 100_00, false),
        (nil, "1001", 300_00, false),
    ])
    func `E8: a payment that is reported again is found by its reference, and by its amount if references are shared`(
        provider: CardProvider?, reference: String, amount: Money, isBooked: Bool
    ) {
        let invoice = Invoice(
            id: .new(),
            payments: [
                Payment(id: .new(), method: .card, amount: 545_00, reference: "pi_1", provider: .stripe),
                Payment(id: .new(), method: .card, amount: 200_00, reference: "order 7"),
                Payment(id: .new(), method: .check, amount: 300_00, reference: "1001"),
            ])
        let payment = Payment(id: .new(), method: .card, amount: amount, reference: reference, provider: provider)
        #expect(invoice.hasBooked(payment) == isBooked)
    }

    @Test(
        arguments: [
            ("pi-1", 300_00, [0], 0), ("pi-1", 301_00, [0], 1_00), ("pi-2", 100_00, [1], 0),
            ("pi-2", 999_00, [1], 799_00), ("re-9", 100_00, [1], 0), ("re-9", 400_00, [1, 0], 0),
            ("re-9", 600_00, [1, 0], 100_00), ("1001", 50_00, [1], 0),
        ] as [(String, Int, [Int], Int)])
    func `E8: a reported refund is taken from the payment with its reference, and the rest waits for another one`(
        reference: String, cents: Int, from: [Int], rest: Int
    ) {
        let check = Payment(id: .new(), method: .check, amount: 45_00, reference: "1001")
        let cards = [
            Payment(id: .new(), method: .card, amount: 300_00, reference: "pi-1"),
            Payment(id: .new(), method: .card, amount: 200_00, reference: "pi-2"),
        ]
        let invoice = Invoice(id: .new(), payments: [check] + cards)
        let division = invoice.parts(of: Money(cents: cents), reference: reference)
        #expect(division.parts.map(\.payment) == from.map { cards[$0].id })
        #expect(division.rest == Money(cents: rest))
        #expect(division.parts.reduce(division.rest) { $0 + $1.amount } == Money(cents: cents))
    }

    @Test func `E8: a refund that is reported before any payment waits as a whole`() {
        let division = Invoice(id: .new()).parts(of: 545_00, reference: "pi-1")
        #expect(division.parts.isEmpty)
        #expect(division.rest == 545_00)
    }
}
