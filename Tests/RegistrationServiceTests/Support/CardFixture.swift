import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport

@testable import RegistrationService

/// The registration service with a local Stripe.
struct CardFixture: Sendable {
    let fixture: RegistrationFixture
    let stripe: StripeServer

    /// A registered caller with the invoice.
    struct Payer: Sendable {
        let caller: Caller
        let registration: String
        let invoice: String
    }

    /// - Parameter timeout: The time limit of a request to Stripe, in seconds.
    static func run(timeout: Int = 2, _ body: (CardFixture) async throws -> Void) async throws {
        try await StripeServer.run { stripe in
            let settings = [
                "REGISTRATION_STRIPE_SECRET_KEY": stripe.secretKey,
                "REGISTRATION_STRIPE_WEBHOOK_SECRET": StripeServer.webhookSecret,
                "REGISTRATION_STRIPE_URL": stripe.url, "REGISTRATION_STRIPE_TIMEOUT": "\(timeout)s",
            ]
            let fixture = try await RegistrationFixture(settings: settings, pool: 8)
            try await body(CardFixture(fixture: fixture, stripe: stripe))
        }
    }

    func payer(_ offering: String? = nil) async throws -> Payer {
        let caller = Caller()
        var id = offering ?? ""
        if offering == nil { id = try await fixture.offering() }
        let registered = try await fixture.register(caller, id)
        return Payer(
            caller: caller, registration: registered.text("id"), invoice: registered.text("invoiceId"))
    }

    func begin(_ payer: Payer, headers: HTTPHeaders = [:]) async throws -> Reply {
        try await fixture.send(
            "POST", "/v1/invoices/\(payer.invoice)/payment-intents", as: payer.caller, headers: headers)
    }

    /// Sends an event as Stripe does.
    func report(
        _ event: JSON, secrets: [String] = [StripeServer.webhookSecret], age: Int = 0
    ) async throws -> Reply {
        let body = String(decoding: event.serialised(), as: UTF8.self)
        let signature = StripeServer.signature(
            of: body, at: fixture.clock.now.secondsSince1970 - age, secrets: secrets)
        return try await fixture.send(
            "POST", "/v1/webhooks/stripe", text: body, headers: ["Stripe-Signature": signature])
    }

    /// Starts a payment, completes it in the browser and sends its event.
    ///
    /// - Returns: the intent's id.
    func pay(_ payer: Payer) async throws -> String {
        let begun = try await begin(payer)
        guard begun.status == 201 else { throw UnexpectedReply(begun) }
        let reply = try await report(stripe.pay(begun.json.text("id")))
        guard reply.status == 200 else { throw UnexpectedReply(reply) }
        return begun.json.text("id")
    }

    func invoice(_ payer: Payer) async throws -> JSON {
        try await fixture.send("GET", "/v1/invoices/\(payer.invoice)", as: fixture.staff).json
    }

    func facts(_ payer: Payer) async throws -> [String] {
        try await fixture.facts(of: payer.invoice).map(\.type)
    }

    func refund(_ payer: Payer, _ amount: Int) async throws -> Reply {
        let payment = try await invoice(payer)["payments"]?[0]?.text("id") ?? ""
        return try await fixture.send(
            "POST", "/v1/payments/\(payment)/refunds", as: fixture.staff,
            ["amount": .integer(amount), "reason": "Asked for it."])
    }

    /// Carries out the refunds that are due.
    func dispatch() async throws {
        try await fixture.run("card-refunds")
    }

    /// Makes the next attempt of each refund due.
    func hurry() async throws {
        try await fixture.database.execute("UPDATE provider_refund SET next_attempt_at = now()")
    }

    func orders(_ status: String? = nil) async throws -> [JSON] {
        let query = status.map { "?status=\($0)" } ?? ""
        let reply = try await fixture.send("GET", "/v1/refunds" + query, as: fixture.staff)
        return reply.json["items"]?.array ?? []
    }
}

extension RegistrationFixture {
    var refundOrders: RefundOrderRepository {
        RefundOrderRepository(database: database, wakeup: parts.refundsWakeup)
    }

    /// Returns the debits less the credits of an account, in cents.
    func cash(_ account: LedgerAccount) async throws -> Int {
        let row = try await LedgerRepository(database: database).trialBalance().rows.first { $0.account == account }
        return row.map { $0.debit.cents - $0.credit.cents } ?? 0
    }
}
