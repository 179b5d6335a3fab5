import Contracts
import DomainClock
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import Synchronization
import TestSupport
import Testing

@testable import RegistrationService

/// The ledger after a storm.
@Suite struct LedgerStormTests {
    /// The values that the callers of one storm share.
    private final class Shared: Sendable {
        let payers = Mutex<[CardFixture.Payer]>([])
        let intents = Mutex<[String]>([])
        let events = Mutex<[JSON]>([])
    }

    @Test(.rule(.E8), arguments: [1, 2, 3] as [UInt64])
    func `after a random storm of every operation, invoices, ledger, facts and provider agree`(seed: UInt64)
        async throws
    {
        try await CardFixture.run { cards in
            let shared = Shared()
            let offerings = [
                try await cards.fixture.offering(capacity: 30), try await cards.fixture.offering(capacity: 8),
            ]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<3 {
                    group.addTask {
                        var random = SeededRandom(seed: seed * 100 + UInt64(worker))
                        for _ in 0..<60 { try await step(cards, shared, offerings, &random) }
                    }
                }
                try await group.waitForAll()
            }
            _ = try await cards.fixture.send(
                "POST", "/v1/offerings/\(offerings[1])/cancellation", as: cards.fixture.staff, ["reason": "Storm."])
            for intent in shared.intents.withLock({ $0 }) where !cards.stripe.refunds(of: intent).isEmpty {
                _ = try await cards.report(cards.stripe.refunded(intent))
            }
            for _ in 0..<8 {
                try await cards.dispatch()
                try await cards.hurry()
            }
            for intent in shared.intents.withLock({ $0 }) where !cards.stripe.refunds(of: intent).isEmpty {
                _ = try await cards.report(cards.stripe.refunded(intent))
            }
            #expect(try await cards.fixture.expectBalancedLedger())
            try await LedgerReplay(database: cards.fixture.database).expectAgreement()
            try await expectProviderAgrees(cards, shared.intents.withLock { $0 })
        }
    }

    private func step(
        _ cards: CardFixture, _ shared: Shared, _ offerings: [String], _ random: inout SeededRandom
    ) async throws {
        let payer = shared.payers.withLock { $0.isEmpty ? nil : $0[random.below($0.count)] }
        let intent = shared.intents.withLock { $0.isEmpty ? nil : $0[random.below($0.count)] }
        let amount = 1 + random.below(60000)
        let choice = random.below(17)
        guard let payer, choice > 3 else {
            if let new = try? await cards.payer(random.pick(offerings)) { shared.payers.withLock { $0.append(new) } }
            return
        }
        let fixture = cards.fixture
        switch choice {
        case 4, 5: _ = try await fixture.pay(.string(payer.invoice), amount)
        case 6, 7:
            if let intent = try? await cards.pay(payer) { shared.intents.withLock { $0.append(intent) } }
        case 8: _ = try await cards.refund(payer, amount)
        case 9:
            _ = try await fixture.send(
                "POST", "/v1/registrations/\(payer.registration)/cancellation", as: fixture.staff, [:])
        case 10:
            let target = PersonID.new()
            try await fixture.know(target)
            _ = try await fixture.send(
                "POST", "/v1/registrations/\(payer.registration)/transfer", as: fixture.staff,
                ["toPersonId": .string(target.description)])
        case 11: try await correct(fixture, payer)
        case 12: try await award(fixture, payer, amount)
        case 13:
            guard let intent else { return }
            try await report(cards, shared, cards.stripe.refundInDashboard(intent, amount))
        case 14:
            guard let intent else { return }
            try await report(cards, shared, cards.stripe.dispute("created", "dp_\(intent)", of: intent, amount))
        case 15:
            guard let intent else { return }
            let status = random.below(2) == 0 ? "won" : "lost"
            let closed = cards.stripe.dispute("closed", "dp_\(intent)", of: intent, amount, status: status)
            try await report(cards, shared, closed)
        default:
            let again = shared.events.withLock { $0.isEmpty ? nil : $0[random.below($0.count)] }
            if let again { _ = try await cards.report(again) }
            if random.below(2) == 0 { cards.stripe.prepare(.hangUpAfterwards) }
            try await cards.dispatch()
        }
    }

    private func report(_ cards: CardFixture, _ shared: Shared, _ event: JSON) async throws {
        shared.events.withLock { $0.append(event) }
        let reply = try await cards.report(event)
        #expect(reply.status == 200, "\(reply.text)")
    }

    private func correct(_ fixture: RegistrationFixture, _ payer: CardFixture.Payer) async throws {
        try await fixture.grantMembership(to: payer.caller.person, at: fixture.clock.now.adding(seconds: -60))
    }

    private func award(_ fixture: RegistrationFixture, _ payer: CardFixture.Payer, _ amount: Int) async throws {
        let registration = try await fixture.send("GET", "/v1/registrations/\(payer.registration)", as: fixture.staff)
        let applied = try await fixture.send(
            "POST", "/v1/scholarships", as: payer.caller,
            ["offeringId": .string(registration.json.text("offeringId")), "statement": "Please."])
        guard applied.status == 201 else { return }
        _ = try await fixture.send(
            "POST", "/v1/scholarships/\(applied.json.text("id"))/award", as: fixture.staff,
            ["amount": .integer(amount)])
    }

    /// Expects that the booked refunds of each card payment are the provider's, except those that it refused and those
    /// of money that a bank holds back.
    private func expectProviderAgrees(_ cards: CardFixture, _ intents: [String]) async throws {
        let rows = try await cards.fixture.database.query(
            """
            SELECT p.reference, p.refunded
                - coalesce((SELECT sum(r.amount - r.reported) FROM provider_refund o JOIN refund r ON r.id = o.refund_id
                    WHERE o.payment_id = p.id AND o.status = 'failed'), 0)::bigint
                + coalesce((SELECT sum(amount) FROM unapplied_refund u
                    WHERE u.invoice_id = p.invoice_id AND u.reference = p.reference), 0)::bigint
            FROM payment p WHERE p.provider = 'stripe'
            """)
        #expect(rows.count == Set(intents).count)
        for row in rows {
            let (intent, booked) = try row.decode((String, Money).self)
            #expect(booked.cents == cards.stripe.refunds(of: intent).reduce(0, +), "\(intent)")
        }
        let waiting = try await cards.orders("waiting")
        #expect(waiting.isEmpty)
    }
}
