import FoundationEssentials
import HTTP
import JSONTree
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// Cards in the running service.
@Suite struct CardServiceTests {
    @Test(.rule(.E8), .timeLimit(.minutes(4)))
    func `a service with Stripe's settings and a rule pack's file accepts a card and refunds it by its own job`()
        async throws
    {
        try await StripeServer.run { stripe in
            let pack = RegistrationPolicy.shipped.replacing("transferFee: 5000", with: "transferFee: 4200")
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("pack-\(PaymentID.new())")
            try Data(pack.utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let settings = [
                "REGISTRATION_STRIPE_SECRET_KEY": stripe.secretKey,
                "REGISTRATION_STRIPE_WEBHOOK_SECRET": StripeServer.webhookSecret,
                "REGISTRATION_STRIPE_URL": stripe.url, "REGISTRATION_RULE_PACK_FILE": file.path,
            ]
            let fixture = try await ServiceFixture.start(
                .registration, settings: settings, at: try instant("2026-03-01T15:00:00Z"))
            do {
                try await play(fixture, stripe)
            } catch {
                await fixture.stop()
                throw error
            }
            await fixture.stop()
        }
    }

    private func play(_ fixture: ServiceFixture, _ stripe: StripeServer) async throws {
        let policies = try await fixture.send("GET", "/v1/policies")
        #expect(policies.json["rulePacks"]?[0]?["transferFee"] == 4200)
        let (staff, payer) = (fixture.token(.staff), fixture.token())
        let offering = try await fixture.send(
            "POST", "/v1/offerings", as: staff,
            [
                "agencyId": .string(AgencyID.new().description), "courseCode": "basic-sro", "startsOn": "2026-03-30",
                "endsOn": "2026-04-03", "capacity": 5, "venue": RegistrationFixture.venue,
                "contact": ["name": "Carla Cole", "email": "carla@springfield.example"],
            ])
        let registered = try await fixture.send(
            "POST", "/v1/registrations", as: payer, ["offeringId": .string(offering.json.text("id"))])
        let invoice = "/v1/invoices/\(registered.json.text("invoiceId"))"
        let begun = try await fixture.send("POST", invoice + "/payment-intents", as: payer)
        #expect(begun.status == 201, "\(begun.text)")
        // Stripe signs by the real time, whatever the domain clock shows.
        let paid = stripe.pay(begun.json.text("id")).serialised()
        let signature = StripeServer.signature(
            of: String(decoding: paid, as: UTF8.self), at: Instant.now.secondsSince1970)
        let reply = try await fixture.send(
            "POST", "/v1/webhooks/stripe", bytes: paid,
            headers: ["Stripe-Signature": signature, "Content-Type": "application/json"])
        #expect(reply.status == 200, "\(reply.text)")
        let payment = try await fixture.send("GET", invoice, as: payer).json["payments"]?[0]?.text("id") ?? ""
        let refund = try await fixture.send(
            "POST", "/v1/payments/\(payment)/refunds", as: staff, ["amount": 20000, "reason": "Asked for it."])
        #expect(refund.status == 201, "\(refund.text)")
        #expect(await eventually { stripe.refunds.map(\.amount) == [20000] })
    }
}
