import DomainClock
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct InvoiceRepositoryTests {
    private static let lines = [
        PriceLine(code: .transferFee, description: "A fee", amount: 50_00, reason: "a transfer"),
        PriceLine(code: .scholarshipAward, description: "An award", amount: -20_00, reason: "the office's decision"),
    ]

    @Test(.rule(.E8)) func `an invoice is found as it was booked, and as it was issued`() async throws {
        let fixture = try await RegistrationFixture()
        let billing = BillingParts(fixture.parts)
        let caller = Caller()
        let offering = try await fixture.offering()
        let registered = try await fixture.register(caller, offering, more: ["purchaseOrder": "PO 4711"])
        let id = try #require(InvoiceID(registered.text("invoiceId")))
        fixture.clock.move(to: try instant("2026-03-05T15:00:00Z"))
        let payments = [
            Payment(id: .new(), method: .card, amount: 300_00, reference: "pi_1", provider: .stripe),
            Payment(id: .new(), method: .check, amount: 200_00, reference: "1001"),
        ]
        let booked = try await fixture.parts.journal.update { unit in
            var record = try #require(try await billing.invoices.lock(id, in: unit))
            func book(_ change: InvoiceChange) {
                record = billing.book(
                    change, of: record, from: .init(rulePack: "test", by: caller.person, reason: "asked for"),
                    at: fixture.clock.now, in: unit)
            }
            book(record.invoice.charge(Self.lines))
            for payment in payments { book(try record.invoice.pay(payment)) }
            book(try record.invoice.refund(payments[0].id, 70_00))
            book(try record.invoice.dispute(payments[0].id, 90_00))
            return record
        }
        let found = try #require(try await billing.invoices.find(id))
        #expect(found.invoice == booked.invoice)
        #expect(found.invoice.lines.suffix(2) == Self.lines[...])
        #expect(found.version == booked.version && found.version == 6)
        #expect(found.registration.description == registered.text("id") && found.offering.description == offering)
        #expect(found.purchaseOrder == "PO 4711" && found.number == nil && found.issue == nil)
        #expect(found.madeAt == found.lineTimes.first)
        #expect(found.lineTimes.suffix(2) == [fixture.clock.now, fixture.clock.now])

        try await fixture.parts.journal.update { unit in
            let number = InvoiceNumber(year: 2026, count: 7)
            billing.invoices.issue(id, as: number, at: fixture.clock.now, in: unit)
        }
        let issued = try #require(try await billing.invoices.find(id))
        let subject = InvoiceIssue.Subject(
            title: "Basic SRO", startsOn: day("2026-03-30"), endsOn: day("2026-04-03"), city: "Springfield")
        #expect(issued.issue == .init(at: fixture.clock.now, lines: 3, person: caller.person, subject: subject))
        #expect(issued.number == "2026-000007" && issued.version == 7)
    }

    @Test func `invoices are found together, each with its own lines`() async throws {
        let fixture = try await RegistrationFixture()
        let invoices = InvoiceRepository(database: fixture.database)
        let offering = try await fixture.offering()
        var ids: [InvoiceID] = []
        for _ in 0..<2 {
            ids.append(try #require(InvoiceID(try await fixture.register(Caller(), offering).text("invoiceId"))))
        }
        let found = try await invoices.find(ids + [.new()], from: fixture.database)
        #expect(Set(found.keys) == Set(ids))
        #expect(found.values.allSatisfy { $0.invoice.lines.count == 1 && $0.lineTimes.count == 1 })
        #expect(try await invoices.find([], from: fixture.database).isEmpty)
    }
}
