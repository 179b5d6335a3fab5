import Primitives
import RegistrationDomain
import Testing

@Suite("Money")
struct InvoiceTests {
    func line(_ code: PriceLine.Code, _ amount: Money) -> PriceLine {
        PriceLine(code: code, description: "A line", amount: amount, reason: "a test")
    }

    func payment(_ amount: Money, _ method: PaymentMethod = .check) -> Payment {
        Payment(id: .new(), method: method, amount: amount, reference: "1001")
    }

    @Test("E8: an invoice is open, partly paid, then paid; more than the balance is refused")
    func payments() throws {
        var invoice = Invoice(id: .new())
        _ = invoice.charge([line(.nonMemberRate, 545_00)])
        #expect(invoice.status == .open)
        _ = try invoice.pay(payment(500_00))
        #expect(invoice.status == .partiallyPaid)
        #expect(invoice.balance == 45_00)
        #expect(throws: InvoiceRejection.exceedsBalance(45_00)) { try invoice.pay(payment(46_00)) }
        #expect(throws: InvoiceRejection.amountNotPositive) { try invoice.pay(payment(0)) }
        _ = try invoice.pay(payment(45_00))
        #expect(invoice.status == .paid)
    }

    @Test(
        "E8: each line is booked to an account of its own kind; one of zero is not",
        arguments: [
            (PriceLine.Code.memberRate, 100_00 as Money, LedgerAccount.receivable, LedgerAccount.tuition),
            (.earlyBirdRate, 100_00, .receivable, .tuition), (.transferFee, 50_00, .receivable, .fees),
            (.cancellationFee, 75_00, .receivable, .fees), (.basicRetakeDiscount, -100_00, .discounts, .receivable),
            (.basicRetakeDiscount, 100_00, .receivable, .tuition), (.scholarshipAward, -20_00, .discounts, .receivable),
            (.membershipCorrection, -50_00, .discounts, .receivable),
            (.cancellationCredit, -100_00, .credits, .receivable), (.auditRate, 0, .receivable, .receivable),
        ])
    func accounts(code: PriceLine.Code, amount: Money, debit: LedgerAccount, credit: LedgerAccount) {
        var invoice = Invoice(id: .new())
        let change = invoice.charge([line(code, amount)])
        let magnitude = amount < .zero ? -amount : amount
        #expect(
            change.transfers
                == (amount == .zero ? [] : [LedgerTransfer(debit: debit, credit: credit, amount: magnitude)]))
    }

    @Test("E8: a refund is never larger than what is left of its payment")
    func refunds() throws {
        var invoice = Invoice(id: .new())
        _ = invoice.charge([line(.nonMemberRate, 545_00)])
        let paid = payment(545_00)
        _ = try invoice.pay(paid)
        #expect(throws: InvoiceRejection.exceedsPayment(545_00)) { try invoice.refund(paid.id, 545_01) }
        _ = try invoice.refund(paid.id, 500_00)
        #expect(throws: InvoiceRejection.exceedsPayment(45_00)) { try invoice.refund(paid.id, 46_00) }
        #expect(throws: InvoiceRejection.paymentUnknown) { try invoice.refund(.new(), 1) }
        #expect(invoice.status == .partiallyPaid)
    }

    @Test(
        "D5: 75.00 up to 14 days before the start, then the full price; never more than was invoiced",
        arguments: [
            ("2026-03-01", 545_00 as Money, 75_00 as Money), ("2026-03-23", 545_00, 75_00),
            ("2026-03-24", 545_00, 545_00), ("2026-04-07", 545_00, 545_00), ("2026-03-01", 60_00, 60_00),
            ("2026-03-01", 0, 0),
        ])
    func cancellationFee(day: String, price: Money, fee: Money) {
        let cancellation = Cancellation.byPerson(
            price: price, startsOn: Sample.day("2026-04-06"), at: Sample.moment(day), under: Sample.policy)
        #expect(cancellation.fee == fee)
        #expect(cancellation.lines.reduce(.zero) { $0 + $1.amount } == fee - price)
    }

    @Test("D5: cancelling gives back what was paid beyond the fee, the latest payment first")
    func cancelPaid() throws {
        var invoice = Invoice(id: .new())
        _ = invoice.charge([line(.nonMemberRate, 545_00)])
        _ = try invoice.pay(payment(500_00))
        let last = payment(45_00, .card)
        _ = try invoice.pay(last)
        let change = invoice.cancel(
            .byPerson(
                price: invoice.price, startsOn: Sample.day("2026-04-06"), at: Sample.moment("2026-03-01"),
                under: Sample.policy))
        #expect(change.refunded == 470_00)
        #expect(change.refunds.first?.payment == last.id)
        #expect(invoice.total == 75_00)
        #expect(invoice.balance == .zero)
        #expect(invoice.status == .paid)
    }

    @Test("D5: a fee larger than what was paid refunds nothing and leaves the rest due")
    func feeLargerThanPaid() throws {
        var invoice = Invoice(id: .new())
        _ = invoice.charge([line(.nonMemberRate, 545_00)])
        _ = try invoice.pay(payment(50_00))
        let change = invoice.cancel(
            .byPerson(
                price: invoice.price, startsOn: Sample.day("2026-04-06"), at: Sample.moment("2026-03-01"),
                under: Sample.policy))
        #expect(change.refunded == .zero)
        #expect(invoice.balance == 25_00)
    }

    @Test("D5: a class cancelled by the association gives everything back, fees too")
    func cancelledByAssociation() throws {
        var invoice = Invoice(id: .new())
        _ = invoice.charge([line(.nonMemberRate, 545_00)])
        _ = invoice.charge([.transferFee(under: Sample.policy)])
        _ = try invoice.pay(payment(595_00))
        let change = invoice.cancel(.byAssociation(invoiced: invoice.total))
        #expect(change.refunded == 595_00)
        #expect(invoice.status == .void)
    }

    @Test("D4, D5: a transfer fee is a line of its own and stays due when the registration is cancelled")
    func transferFeeStays() {
        var invoice = Invoice(id: .new())
        _ = invoice.charge([line(.memberRate, 495_00)])
        _ = invoice.charge([.transferFee(under: Sample.policy)])
        #expect(invoice.price == 495_00)
        #expect(invoice.total == 545_00)
    }

    @Test("Payment after a cancellation, as a provider reports it, is booked and given back")
    func paymentAfterCancellation() throws {
        var invoice = Invoice(id: .new())
        _ = invoice.charge([line(.memberRate, 495_00)])
        _ = invoice.cancel(.byAssociation(invoiced: invoice.total))
        _ = try invoice.pay(payment(495_00, .card), mayExceed: true)
        #expect(invoice.balance == -495_00)
        #expect(invoice.settle().refunded == 495_00)
        #expect(invoice.balance == .zero)
        #expect(invoice.settle().refunds.isEmpty)
    }

    @Test(
        "E8: what a provider takes back comes from the payment with its reference; the rest waits for it",
        arguments: [
            ("pi-1", 300_00, [0], 0), ("pi-1", 301_00, [0], 1_00), ("pi-2", 100_00, [1], 0),
            ("pi-2", 999_00, [1], 799_00), ("re-9", 100_00, [1], 0), ("re-9", 400_00, [1, 0], 0),
            ("re-9", 600_00, [1, 0], 100_00), ("1001", 50_00, [1], 0),
        ] as [(String, Int, [Int], Int)])
    func takeBack(reference: String, cents: Int, from: [Int], rest: Int) {
        let check = Payment(id: .new(), method: .check, amount: 45_00, reference: "1001")
        let cards = [
            Payment(id: .new(), method: .card, amount: 300_00, reference: "pi-1"),
            Payment(id: .new(), method: .card, amount: 200_00, reference: "pi-2"),
        ]
        let invoice = Invoice(id: .new(), payments: [check] + cards)
        let taken = invoice.takeBack(Money(cents: cents), reference: reference)
        #expect(taken.parts.map(\.payment) == from.map { cards[$0].id })
        #expect(taken.rest == Money(cents: rest))
        #expect(taken.parts.reduce(taken.rest) { $0 + $1.amount } == Money(cents: cents))
    }

    @Test("E8: a refund told of before any payment waits as a whole")
    func refundFirst() {
        let taken = Invoice(id: .new()).takeBack(545_00, reference: "pi-1")
        #expect(taken.parts.isEmpty)
        #expect(taken.rest == 545_00)
    }

    @Test("E8: after any run of steps the ledger balances and its accounts equal the invoice", arguments: 1...30)
    func ledger(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var invoice = Invoice(id: .new())
        var booked = invoice.charge([line(.nonMemberRate, 545_00), line(.basicRetakeDiscount, -100_00)]).transfers
        for _ in 0..<60 {
            let amount = Money(cents: Int.random(in: 1...300_00, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 6:
                guard let some = invoice.payments.randomElement(using: &random) else { continue }
                booked += (try? invoice.dispute(some.id, amount))?.transfers ?? []
            case 7:
                guard let some = invoice.payments.randomElement(using: &random) else { continue }
                booked += (try? invoice.reinstate(some.id, amount))?.transfers ?? []
            case 0: booked += invoice.charge([.transferFee(under: Sample.policy)]).transfers
            case 1: booked += (try? invoice.pay(payment(amount)))?.transfers ?? []
            case 2: booked += (try? invoice.pay(payment(amount, .card), mayExceed: true))?.transfers ?? []
            case 3:
                guard let some = invoice.payments.randomElement(using: &random) else { continue }
                booked += (try? invoice.refund(some.id, amount))?.transfers ?? []
            case 4: booked += invoice.settle().transfers
            default: booked += invoice.cancel(.byAssociation(invoiced: invoice.total)).transfers
            }
        }
        let balance = TrialBalance(of: booked)
        #expect(balance.balance == .zero)
        func net(_ accounts: LedgerAccount...) -> Money {
            balance.rows.filter { accounts.contains($0.account) }.reduce(.zero) { $0 + $1.debit - $1.credit }
        }
        #expect(net(.receivable) == invoice.balance)
        #expect(net(.cashCard, .cashCheck, .cashPurchaseOrder) == invoice.paid)
        #expect(booked.allSatisfy { $0.amount > .zero })
    }
}
