import DomainClock
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct LedgerRepositoryTests {
    @Test func `each transfer is debited and credited to its accounts`() async throws {
        let fixture = try await RegistrationFixture()
        let ledger = LedgerRepository(database: fixture.database)
        try await fixture.parts.journal.update { unit in
            ledger.insert(
                [
                    LedgerTransfer(debit: .receivable, credit: .tuition, amount: 100_00),
                    LedgerTransfer(debit: .cashCard, credit: .receivable, amount: 30_00),
                ], of: .new(), at: fixture.clock.now, in: unit)
            ledger.insert([], of: .new(), at: fixture.clock.now, in: unit)
        }
        let rows = try await ledger.trialBalance().rows
        #expect(rows.map(\.account) == LedgerAccount.allCases)
        #expect(
            rows.filter { $0.debit != $0.credit } == [
                .init(account: .receivable, debit: 100_00, credit: 30_00),
                .init(account: .cashCard, debit: 30_00, credit: .zero),
                .init(account: .tuition, debit: .zero, credit: 100_00),
            ])
    }

    @Test func `an invoice with a balance is listed as it stands`() async throws {
        let fixture = try await RegistrationFixture()
        let billing = BillingParts(fixture.parts)
        let caller = Caller()
        let registered = try await fixture.register(
            caller, try await fixture.offering(), more: ["purchaseOrder": "PO 4711"])
        _ = try await fixture.pay(registered["invoiceId"], 45_00)
        let id = try #require(InvoiceID(registered.text("invoiceId")))
        try await fixture.parts.journal.update { unit in
            billing.invoices.issue(id, as: InvoiceNumber(year: 2026, count: 7), at: fixture.clock.now, in: unit)
            _ = try await billing.disputes.insert(
                Dispute(id: "dp_1", reference: "pi_1", amount: 1), .open, of: id, at: fixture.clock.now, in: unit)
        }
        let record = try #require(try await billing.invoices.find(id))
        let listed = try await ReceivableRepository(database: fixture.database).list(
            before: nil, purchaseOrdersOnly: true, after: nil, limit: 10)
        #expect(
            listed == [
                OpenInvoice(
                    id: id, number: "2026-000007", registration: record.registration,
                    registrationStatus: .pendingPayment, offering: record.offering, person: caller.person,
                    purchaseOrder: "PO 4711", balance: 500_00, hasDispute: true, madeAt: record.madeAt)
            ])
    }
}
