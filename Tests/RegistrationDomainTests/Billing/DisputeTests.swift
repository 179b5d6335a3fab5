import Primitives
import RegistrationDomain
import Testing

@Suite("Disputes, provider's words, prices over time, dunning")
struct DisputeTests {
    private func paid(_ amount: Money = 545_00) throws -> Invoice {
        var invoice = Invoice(id: .new())
        _ = invoice.charge([
            PriceLine(code: .nonMemberRate, description: "A line", amount: amount, reason: "a test")
        ])
        _ = try invoice.pay(Payment(id: .new(), method: .card, amount: amount, reference: "pi_1", provider: .stripe))
        return invoice
    }

    @Test("E8: a dispute makes the sum due again, a dispute won takes that back; neither beyond what there is")
    func dispute() throws {
        var invoice = try paid()
        let payment = invoice.payments[0].id
        var booked = try invoice.dispute(payment, 400_00).transfers
        #expect(invoice.balance == 400_00 && invoice.status == .partiallyPaid)
        #expect(throws: InvoiceRejection.exceedsPayment(145_00)) { try invoice.dispute(payment, 146_00) }
        #expect(throws: InvoiceRejection.exceedsPayment(145_00)) { try invoice.refund(payment, 146_00) }
        #expect(throws: InvoiceRejection.exceedsPayment(400_00)) { try invoice.reinstate(payment, 401_00) }
        #expect(throws: InvoiceRejection.amountNotPositive) { try invoice.dispute(payment, 0) }
        #expect(throws: InvoiceRejection.amountNotPositive) { try invoice.reinstate(payment, 0) }
        #expect(throws: InvoiceRejection.paymentUnknown) { try invoice.dispute(.new(), 1) }
        #expect(throws: InvoiceRejection.paymentUnknown) { try invoice.reinstate(.new(), 1) }
        booked += try invoice.reinstate(payment, 400_00).transfers
        #expect(invoice.balance == .zero && invoice.status == .paid)
        #expect(TrialBalance(of: booked).rows.allSatisfy { $0.debit == $0.credit })
    }

    @Test(
        "E8: of a provider's word on what went back in all, only what we did not ask for is new",
        arguments: [
            (200_00 as Money, 0 as Money, 200_00 as Money, 0 as Money), (200_00, 0, 50_00, 0),
            (200_00, 0, 250_00, 50_00),
            (200_00, 200_00, 50_00, 50_00), (0, 0, 545_00, 545_00), (545_00, 0, 545_00, 0),
        ])
    func reported(refunded: Money, undone: Money, total: Money, new: Money) {
        let payment = Payment(id: .new(), method: .card, amount: 545_00, refunded: refunded, reference: "pi_1")
        #expect(payment.refundedElsewhere(reported: total, undone: undone) == new)
    }

    @Test(
        "E8: a payment that a provider tells of again is known by its reference, and by its amount where references are shared",
        arguments: [
            (CardProvider.stripe as CardProvider?, "pi_1", 545_00 as Money, true), (.stripe, "pi_1", 100_00, true),
            (.stripe, "pi_2", 545_00, false), (nil, "pi_1", 545_00, true), (nil, "pi_1", 100_00, false),
            (nil, "order 7", 200_00, true), (nil, "order 7", 100_00, false), (.stripe, "order 7", 100_00, false),
            (nil, "1001", 300_00, false),
        ])
    func told(provider: CardProvider?, reference: String, amount: Money, isKnown: Bool) {
        let invoice = Invoice(
            id: .new(),
            payments: [
                Payment(id: .new(), method: .card, amount: 545_00, reference: "pi_1", provider: .stripe),
                Payment(id: .new(), method: .card, amount: 200_00, reference: "order 7"),
                Payment(id: .new(), method: .check, amount: 300_00, reference: "1001"),
            ])
        let payment = Payment(id: .new(), method: .card, amount: amount, reference: reference, provider: provider)
        #expect(invoice.has(told: payment) == isKnown)
    }

    @Test("E1: prices in force on a day are the last that began by then; approvals of one day replace each other")
    func schedule() throws {
        func list(_ cents: Int) -> PriceList { PriceList(member: Money(cents: cents), nonMember: Money(cents: cents)) }
        var schedule = PriceSchedule(list(1))
        try schedule.approve(list(3), from: Sample.day("2026-05-01"), on: Sample.day("2026-03-01"))
        try schedule.approve(list(2), from: Sample.day("2026-04-01"), on: Sample.day("2026-03-01"))
        try schedule.approve(list(4), from: Sample.day("2026-05-01"), on: Sample.day("2026-03-01"))
        func price(_ day: String) -> Int { schedule.prices(on: Sample.day(day)).member.cents }
        #expect(["2026-03-31", "2026-04-01", "2026-04-30", "2026-05-01", "2027-01-01"].map(price) == [1, 2, 2, 4, 4])
        #expect(schedule.folded(on: Sample.day("2026-04-10")).changes.count == 1)
        #expect(schedule.folded(on: Sample.day("2026-04-10")).first == list(2))
        schedule.replace(with: list(9), on: Sample.day("2026-04-10"))
        #expect(["2026-03-31", "2026-04-30", "2026-05-01"].map(price) == [9, 9, 4])
    }

    @Test(
        "E8: a sum is not due for 30 days, then overdue, reminded of and final by steps of 30",
        arguments: [
            ("2026-03-31", 0, DunningLevel.notDue), ("2026-04-01", 1, .overdue), ("2026-04-30", 30, .overdue),
            ("2026-05-01", 31, .reminder), ("2026-05-30", 60, .reminder), ("2026-05-31", 61, .final),
        ])
    func dunning(day: String, overdue: Int, level: DunningLevel) {
        let receivable = Receivable(madeOn: Sample.day("2026-03-01"), on: Sample.day(day), under: Sample.policy)
        #expect(receivable.dueOn == Sample.day("2026-03-31"))
        #expect(receivable.daysOverdue == overdue)
        #expect(receivable.level == level)
    }
}
