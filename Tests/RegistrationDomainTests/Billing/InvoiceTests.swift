import Primitives
import RegistrationDomain
import Testing

@Suite struct InvoiceTests {
    @Test func `E8: an invoice is open, partially paid, then paid, and refuses more than its balance`() throws {
        var invoice = Sample.invoice(Sample.line(.nonMemberRate, 545_00))
        #expect(invoice.status == .open)
        _ = try invoice.pay(Sample.payment(500_00))
        #expect(invoice.status == .partiallyPaid)
        #expect(invoice.balance == 45_00)
        #expect(throws: InvoiceRejection.exceedsBalance(45_00)) { try invoice.pay(Sample.payment(46_00)) }
        #expect(throws: InvoiceRejection.amountNotPositive) { try invoice.pay(Sample.payment(0)) }
        _ = try invoice.pay(Sample.payment(45_00))
        #expect(invoice.status == .paid)
        #expect(throws: InvoiceRejection.exceedsBalance(0)) { try invoice.pay(Sample.payment(1)) }
    }

    @Test(arguments: [
        (PriceLine.Code.memberRate, 100_00 as Money, LedgerAccount.receivable, LedgerAccount.tuition),
        (.earlyBirdRate, 100_00, .receivable, .tuition), (.transferFee, 50_00, .receivable, .fees),
        (.cancellationFee, 75_00, .receivable, .fees), (.basicRetakeDiscount, -100_00, .discounts, .receivable),
        (.basicRetakeDiscount, 100_00, .receivable, .tuition), (.scholarshipAward, -20_00, .discounts, .receivable),
        (.membershipCorrection, -50_00, .discounts, .receivable),
        (.cancellationCredit, -100_00, .credits, .receivable), (.auditRate, 0, .receivable, .receivable),
    ])
    func `E8: each line is booked to the account of its kind, and a line of zero is not booked`(
        code: PriceLine.Code, amount: Money, debit: LedgerAccount, credit: LedgerAccount
    ) {
        var invoice = Invoice(id: .new())
        let change = invoice.charge([Sample.line(code, amount)])
        let magnitude = amount < .zero ? -amount : amount
        #expect(
            change.transfers
                == (amount == .zero ? [] : [LedgerTransfer(debit: debit, credit: credit, amount: magnitude)]))
    }

    @Test(arguments: [
        (PaymentMethod.card, LedgerAccount.cashCard), (.check, .cashCheck), (.purchaseOrder, .cashPurchaseOrder),
    ])
    func `E8: money comes in and goes out on the account of its method`(
        method: PaymentMethod, account: LedgerAccount
    ) throws {
        var invoice = Sample.invoice(Sample.line(.nonMemberRate, 545_00))
        let paid = Sample.payment(545_00, method)
        #expect(
            try invoice.pay(paid).transfers == [.init(debit: account, credit: .receivable, amount: 545_00)])
        #expect(
            try invoice.refund(paid.id, 45_00).transfers
                == [.init(debit: .receivable, credit: account, amount: 45_00)])
    }

    @Test func `E8: a refund is never larger than what is retained of its payment`() throws {
        var invoice = Sample.invoice(Sample.line(.nonMemberRate, 545_00))
        let paid = Sample.payment(545_00)
        _ = try invoice.pay(paid)
        #expect(throws: InvoiceRejection.exceedsPayment(545_00)) { try invoice.refund(paid.id, 545_01) }
        _ = try invoice.refund(paid.id, 500_00)
        #expect(throws: InvoiceRejection.exceedsPayment(45_00)) { try invoice.refund(paid.id, 46_00) }
        #expect(throws: InvoiceRejection.amountNotPositive) { try invoice.refund(.new(), 0) }
        #expect(throws: InvoiceRejection.paymentUnknown) { try invoice.refund(.new(), 1) }
        #expect(invoice.status == .partiallyPaid)
    }

    @Test func `E8: a dispute makes its amount due again, and a won dispute reverses that`() throws {
        var invoice = Sample.invoice(Sample.line(.nonMemberRate, 545_00))
        let payment = Sample.payment(545_00, .card).id
        _ = try invoice.pay(Payment(id: payment, method: .card, amount: 545_00, reference: "pi_1", provider: .stripe))
        var booked = try invoice.dispute(payment, 400_00).transfers
        #expect(invoice.balance == 400_00 && invoice.status == .partiallyPaid)
        #expect(throws: InvoiceRejection.exceedsPayment(145_00)) { try invoice.dispute(payment, 146_00) }
        #expect(throws: InvoiceRejection.exceedsPayment(145_00)) { try invoice.refund(payment, 146_00) }
        #expect(throws: InvoiceRejection.exceedsPayment(400_00)) { try invoice.reinstate(payment, 401_00) }
        #expect(throws: InvoiceRejection.amountNotPositive) { try invoice.dispute(payment, 0) }
        #expect(throws: InvoiceRejection.amountNotPositive) { try invoice.reinstate(payment, 0) }
        #expect(throws: InvoiceRejection.paymentUnknown) { try invoice.dispute(.new(), 1) }
        #expect(throws: InvoiceRejection.paymentUnknown) { try invoice.reinstate(.new(), 1) }
        let won = try invoice.reinstate(payment, 400_00)
        booked += won.transfers
        #expect(won.disputes.map(\.payment) == [payment] && won.disputes.map(\.amount) == [-400_00])
        #expect(invoice.balance == .zero && invoice.status == .paid)
        #expect(TrialBalance(of: booked).rows.allSatisfy { $0.debit == $0.credit })
    }

    @Test func `E8: a payment that a provider reports after a cancellation is booked and refunded`() throws {
        var invoice = Sample.invoice(Sample.line(.memberRate, 495_00))
        _ = invoice.cancel(.byAssociation(invoiced: invoice.total))
        _ = try invoice.pay(Sample.payment(495_00, .card), mayExceed: true)
        #expect(invoice.balance == -495_00)
        #expect(invoice.refundOverpayment().refunded == 495_00)
        #expect(invoice.balance == .zero)
        #expect(invoice.refundOverpayment().refunds.isEmpty)
    }

    @Test(arguments: RegistrationStatus.allCases)
    func `E8: an invoice with nothing due confirms a registration that waits for its payment, and no other`(
        status: RegistrationStatus
    ) throws {
        let registration = Registration(
            id: .new(), person: .new(), kind: .regular, status: status, rateCategory: .nonMember, total: 545_00)
        var invoice = Sample.invoice(Sample.line(.nonMemberRate, 545_00))
        _ = try invoice.pay(Sample.payment(544_99))
        #expect(!invoice.confirms(registration))
        #expect(try invoice.amountToCollect() == 1)
        _ = try invoice.pay(Sample.payment(1))
        #expect(invoice.confirms(registration) == (status == .pendingPayment))
        #expect(throws: InvoiceRejection.nothingDue) { try invoice.amountToCollect() }
        _ = try invoice.pay(Sample.payment(1, .card), mayExceed: true)
        #expect(invoice.confirms(registration) == (status == .pendingPayment))
        #expect(throws: InvoiceRejection.nothingDue) { try invoice.amountToCollect() }
    }

    @Test(arguments: [(1, "2026-000001"), (999_999, "2026-999999"), (1_000_000, "2026-1000000")])
    func `E8: an invoice's number has six digits or more behind its year`(count: Int, text: String) {
        #expect(InvoiceNumber(year: 2026, count: count).description == text)
    }

    @Test(arguments: 1...30)
    func `E8: after any sequence of steps the ledger balances and its accounts equal the invoice`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var invoice = Invoice(id: .new())
        var booked = invoice.charge([
            Sample.line(.nonMemberRate, 545_00), Sample.line(.basicRetakeDiscount, -100_00),
        ]).transfers
        for _ in 0..<60 {
            let amount = Money(cents: Int.random(in: 1...300_00, using: &random))
            let payment = invoice.payments.randomElement(using: &random)?.id ?? .new()
            let change: InvoiceChange? =
                switch Int.random(in: 0..<8, using: &random) {
                case 0: invoice.charge([.transferFee(under: Sample.policy)])
                case 1: try? invoice.pay(Sample.payment(amount))
                case 2: try? invoice.pay(Sample.payment(amount, .card), mayExceed: true)
                case 3: try? invoice.refund(payment, amount)
                case 4: invoice.refundOverpayment()
                case 5: try? invoice.dispute(payment, amount)
                case 6: try? invoice.reinstate(payment, amount)
                default: invoice.cancel(.byAssociation(invoiced: invoice.total))
                }
            booked += change?.transfers ?? []
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
