import DomainClock
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct CardRepositoryTests {
    @Test func `an attempt is found until it is paid or deleted, and its reference names the invoice`() async throws {
        let fixture = try await RegistrationFixture()
        let cards = CardRepository(database: fixture.database)
        let payments = PaymentRepository(database: fixture.database)
        let registered = try await fixture.register(Caller(), try await fixture.offering())
        let invoice = try #require(InvoiceID(registered.text("invoiceId")))
        let attempt = CardAttempt(key: .new(), invoice: invoice, amount: 545_00)
        let intent = CardIntent(id: "pi_1", clientSecret: "secret", status: "requires_payment_method")
        let now = fixture.clock.now
        func open(_ amount: Money = 545_00) async throws -> CardAttempt? {
            try await fixture.parts.journal.update { unit async throws in
                try await cards.openAttempt(of: invoice, amount, at: .stripe, in: unit)
            }
        }
        try await fixture.parts.journal.update { unit async throws in
            cards.insert(attempt, at: .stripe, by: .new(), at: now, in: unit)
            cards.insert(.init(key: .new(), invoice: invoice, amount: 1), at: .stripe, by: .new(), at: now, in: unit)
        }
        #expect(try await open() == attempt)
        #expect(try await open(2) == nil)
        try await fixture.parts.journal.update { unit async throws in
            cards.save(intent, of: attempt, in: unit)
            #expect(try await cards.invoice(of: "pi_1", at: .stripe, in: unit) == invoice)
            #expect(try await cards.invoice(of: "pi_2", at: .stripe, in: unit) == nil)
        }
        // The provider knows the attempt, so it is not deleted.
        try await cards.delete(attempt)
        #expect(try await open() == attempt)
        let other = try #require(try await open(1))
        try await cards.delete(other)
        #expect(try await open(1) == nil)
        let payment = Payment(id: .new(), method: .card, amount: 545_00, reference: "pi_1", provider: .stripe)
        try await fixture.parts.journal.update { unit async throws in
            payments.insert(payment, of: invoice, by: nil, at: now, in: unit)
            #expect(try await payments.invoice(of: payment.id, in: unit) == invoice)
        }
        #expect(try await open() == nil)
    }
}
