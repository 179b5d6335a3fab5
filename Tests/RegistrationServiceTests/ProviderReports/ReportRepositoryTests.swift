import DomainClock
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct ReportRepositoryTests {
    @Test func `refunds that wait for a payment add up, or rise to the highest total, and are removed once`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let reports = ReportRepository(database: fixture.database)
        let invoice = try await invoice(fixture)
        try await fixture.parts.journal.update { unit async throws in
            #expect(
                try await reports.insert("evt_1", type: "charge.refunded", of: invoice, at: fixture.clock.now, in: unit)
            )
            #expect(
                try await !reports.insert(
                    "evt_1", type: "charge.refunded", of: invoice, at: fixture.clock.now, in: unit))
            reports.addWaitingRefund(30_00, on: "pi_1", of: invoice, in: unit)
            reports.addWaitingRefund(20_00, on: "pi_1", of: invoice, in: unit)
            reports.raiseWaitingRefund(to: 40_00, on: "pi_1", of: invoice, in: unit)
            reports.raiseWaitingRefund(to: 60_00, on: "pi_2", of: invoice, in: unit)
            #expect(try await reports.waitingRefund(on: "pi_1", of: invoice, in: unit) == 50_00)
            #expect(try await reports.removeWaitingRefund(on: "pi_1", of: invoice, in: unit) == 50_00)
            #expect(try await reports.removeWaitingRefund(on: "pi_1", of: invoice, in: unit) == nil)
            #expect(try await reports.waitingRefund(on: "pi_1", of: invoice, in: unit) == 0)
            #expect(try await reports.waitingRefund(on: "pi_2", of: invoice, in: unit) == 60_00)
        }
    }

    @Test func `a dispute is closed once, and its amount without a payment is found until it is held back`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let billing = BillingParts(fixture.parts)
        let disputes = billing.disputes
        let invoice = try await invoice(fixture)
        let now = fixture.clock.now
        let payment = Payment(id: .new(), method: .card, amount: 500_00, reference: "pi_1", provider: .stripe)
        let (open, lost) = (
            Dispute(id: "dp_1", reference: "pi_1", amount: 90_00), Dispute(id: "dp_2", reference: "pi_1", amount: 70_00)
        )
        try await fixture.parts.journal.update { unit async throws in
            billing.payments.insert(payment, of: invoice, by: nil, at: now, in: unit)
            #expect(try await disputes.insert(open, .open, of: invoice, at: now, in: unit))
            #expect(try await !disputes.insert(open, .open, of: invoice, at: now, in: unit))
            #expect(try await disputes.insert(lost, .lost, of: invoice, at: now, in: unit))
            disputes.insert(.init(payment: payment.id, amount: 50_00), of: "dp_1", in: unit)
            disputes.insert(.init(payment: payment.id, amount: 10_00), of: "dp_1", in: unit)
            #expect(try await disputes.parts(of: "dp_1", in: unit) == [.init(payment: payment.id, amount: 60_00)])
            let unheld = try await disputes.unheld(on: "pi_1", of: invoice, in: unit)
            #expect(unheld.map(\.dispute) == [Dispute(id: "dp_1", reference: "pi_1", amount: 30_00), lost])
            #expect(unheld.map(\.isLost) == [false, true])
            #expect(try await disputes.close("dp_1", as: .won, at: now, in: unit))
            #expect(try await !disputes.close("dp_1", as: .lost, at: now, in: unit))
            #expect(try await disputes.unheld(on: "pi_1", of: invoice, in: unit).map(\.dispute) == [lost])
        }
    }

    private func invoice(_ fixture: RegistrationFixture) async throws -> InvoiceID {
        let registered = try await fixture.register(Caller(), try await fixture.offering())
        return try #require(InvoiceID(registered.text("invoiceId")))
    }
}
