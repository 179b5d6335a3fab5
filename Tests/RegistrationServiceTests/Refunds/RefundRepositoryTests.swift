import DomainClock
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct RefundRepositoryTests {
    @Test func `a refund and its order are found as they were inserted, dispatched, reported and sent`() async throws {
        let fixture = try await RegistrationFixture()
        let billing = BillingParts(fixture.parts)
        let (caller, clerk) = (Caller(), PersonID.new())
        let registered = try await fixture.register(caller, try await fixture.offering())
        let invoice = try #require(InvoiceID(registered.text("invoiceId")))
        let registration = try #require(RegistrationID(registered.text("id")))
        let payment = Payment(id: .new(), method: .card, amount: 500_00, reference: "pi_1", provider: .stripe)
        let part = InvoiceChange.RefundPart(payment: payment.id, amount: 200_00)
        let refundedAt = fixture.clock.now
        let id = try await fixture.parts.journal.update { unit in
            billing.invoices.issue(invoice, as: InvoiceNumber(year: 2026, count: 7), at: refundedAt, in: unit)
            billing.payments.insert(payment, of: invoice, by: nil, at: refundedAt, in: unit)
            let id = billing.refunds.insert(
                part, reason: "asked for", by: clerk, isReported: false, at: refundedAt, in: unit)
            billing.orders.insert(id, 200_00, of: payment, at: .stripe, at: refundedAt, in: unit)
            return id
        }
        let order = ProviderRefund(
            id: id, provider: .stripe, reference: "pi_1", amount: 200_00, round: 1, attempts: 1)
        #expect(try await billing.orders.claimDue() == [order])
        try await billing.orders.markFailed(id, because: "account closed")
        fixture.clock.move(to: try instant("2026-03-05T15:00:00Z"))
        let sending = RefundSending(method: .check, reference: "2001", sentOn: day("2026-03-04"))
        let noted = try await fixture.parts.journal.update { unit in
            #expect(try await billing.refunds.refusedAmount(of: payment.id, in: unit) == 200_00)
            let noted = try await billing.refunds.confirm(50_00, of: [payment.id], which: .refused, in: unit)
            billing.refunds.save(sending, of: id, by: clerk, at: fixture.clock.now, in: unit)
            _ = try await billing.disputes.insert(
                Dispute(id: "dp_1", reference: "pi_1", amount: 1), .lost, of: invoice, at: fixture.clock.now, in: unit)
            return noted
        }
        #expect(noted == 50_00)
        let expected = RefundRecord(
            refund: Refund(
                id: id, payment: payment.id, method: .card, amount: 200_00, reported: 50_00, status: .done,
                mayBeDone: true, sending: sending),
            invoice: invoice, invoiceNumber: "2026-000007", registration: registration, person: caller.person,
            hasDispute: true, reason: "asked for", refundedAt: refundedAt, paymentReference: "pi_1", provider: .stripe,
            attempts: 1, lastError: "account closed", sentBy: clerk, sentAt: fixture.clock.now, version: 4)
        #expect(try await billing.refunds.find(id) == expected)
        #expect(try await billing.refunds.list(.done, after: nil, limit: 10) == [expected])
        #expect(try await billing.refunds.list(.failed, after: nil, limit: 10).isEmpty)
    }
}
