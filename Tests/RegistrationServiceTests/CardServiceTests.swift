import FoundationEssentials
import HTTP
import JSONTree
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

@Suite("Cards in the running service")
struct CardServiceTests {
    private func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("card-\(PaymentID.new())").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test(
        "E8: with Stripe's settings and a rule pack's file a service takes a card, gives the money back by its own job, and shows the pack",
        .timeLimit(.minutes(2)))
    func whole() async throws {
        try await StripeServer.run { stripe in
            let pack = RegistrationPolicy.shipped.replacing("transferFee: 5000", with: "transferFee: 4200")
            let settings = [
                "REGISTRATION_STRIPE_SECRET_KEY_FILE": try file(stripe.secretKey),
                "REGISTRATION_STRIPE_WEBHOOK_SECRET_FILE": try file(StripeServer.webhookSecret),
                "REGISTRATION_STRIPE_URL": stripe.url, "REGISTRATION_RULE_PACK_FILE": try file(pack),
            ]
            defer {
                for (name, path) in settings where name.hasSuffix("FILE") {
                    try? FileManager.default.removeItem(atPath: path)
                }
            }
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
        let policies = try await fixture.call("GET", "/v1/policies")
        #expect(policies.json["rulePacks"]?[0]?["transferFee"] == 4200)
        let (staff, payer) = (fixture.token(.staff), fixture.token())
        let offering = try await fixture.call(
            "POST", "/v1/offerings",
            [
                "agencyId": .string(AgencyID.new().description), "courseCode": "basic-sro", "startsOn": "2026-03-30",
                "endsOn": "2026-04-03", "capacity": 5, "venue": RegistrationWorld.venue,
                "contact": ["name": "Carla Cole", "email": "carla@springfield.example"],
            ], token: staff)
        let registered = try await fixture.call(
            "POST", "/v1/registrations", ["offeringId": .string(offering.json.text("id"))], token: payer)
        let invoice = "/v1/invoices/\(registered.json.text("invoiceId"))"
        let begun = try await fixture.call("POST", invoice + "/payment-intents", token: payer)
        #expect(begun.status == 201, "\(begun.text)")
        // Stripe's clock is the real one, wherever the domain's stands.
        let paid = stripe.pay(begun.json.text("id")).serialised()
        let signature = StripeServer.signature(
            of: String(decoding: paid, as: UTF8.self), at: Instant.now.secondsSince1970)
        let told = try await fixture.call(
            "POST", "/v1/webhooks/stripe", bytes: paid,
            headers: ["Stripe-Signature": signature, "Content-Type": "application/json"])
        #expect(told.status == 200, "\(told.text)")
        let payment = try await fixture.call("GET", invoice, token: payer).json["payments"]?[0]?.text("id") ?? ""
        let refund = try await fixture.call(
            "POST", "/v1/payments/\(payment)/refunds", ["amount": 20000, "reason": "Asked for it."], token: staff)
        #expect(refund.status == 201, "\(refund.text)")
        #expect(await eventually { stripe.refunds.map(\.amount) == [20000] })
    }
}
