import DomainClock
import HTTP
import HTTPClient
import JSONTree
import Observability
import Postgres
import Primitives
import RegistrationDomain
import Security
import TestSupport

@testable import RegistrationService

/// A world whose cards are taken by a local Stripe.
struct CardWorld: Sendable {
    let world: RegistrationWorld
    let stripe: StripeServer
    let dispatcher: RefundDispatcher

    /// Somebody who is registered, and the invoice.
    struct Payer: Sendable {
        let caller: Caller
        let registration: String
        let invoice: String
    }

    static func run(timeout: Duration = .seconds(2), _ body: (CardWorld) async throws -> Void) async throws {
        try await StripeServer.run { stripe in
            let client = HTTPClient()
            defer { client.shutdown() }
            let provider = StripeProvider(
                client: client, secretKey: SecretBytes(stripe.secretKey), url: stripe.url, timeout: timeout)
            let world = try await RegistrationWorld(
                pool: 8, cards: provider, stripeSecret: SecretBytes(StripeServer.webhookSecret))
            let dispatcher = RefundDispatcher(
                world.store, provider, log: Log(output: Log.Output { print($0) }), metrics: MetricsRegistry())
            try await body(CardWorld(world: world, stripe: stripe, dispatcher: dispatcher))
        }
    }

    func payer(_ offering: String? = nil) async throws -> Payer {
        let caller = Caller()
        var id = offering ?? ""
        if offering == nil { id = try await world.offering() }
        let registered = try await world.register(caller, id)
        return Payer(
            caller: caller, registration: registered.text("id"), invoice: registered.text("invoiceId"))
    }

    func begin(_ payer: Payer, headers: HTTPHeaders = [:]) async throws -> Reply {
        try await world.send(
            "POST", "/v1/invoices/\(payer.invoice)/payment-intents", as: payer.caller, headers: headers)
    }

    /// Stripe sends an event.
    func tell(
        _ event: JSON, secrets: [String] = [StripeServer.webhookSecret], age: Int = 0
    ) async throws -> Reply {
        let body = String(decoding: event.serialised(), as: UTF8.self)
        let signature = StripeServer.signature(
            of: body, at: world.clock.now.secondsSince1970 - age, secrets: secrets)
        return try await world.send(
            "POST", "/v1/webhooks/stripe", text: body, headers: ["Stripe-Signature": signature])
    }

    /// Begins a payment, has it paid in the browser, and tells of it; the intent's id.
    func pay(_ payer: Payer) async throws -> String {
        let begun = try await begin(payer)
        guard begun.status == 201 else { throw Unexpected(begun) }
        let told = try await tell(stripe.pay(begun.json.text("id")))
        guard told.status == 200 else { throw Unexpected(told) }
        return begun.json.text("id")
    }

    func invoice(_ payer: Payer) async throws -> JSON {
        try await world.send("GET", "/v1/invoices/\(payer.invoice)", as: world.staff).json
    }

    func facts(_ payer: Payer) async throws -> [String] {
        try await world.facts(of: payer.invoice).map(\.type)
    }

    func refund(_ payer: Payer, _ amount: Int) async throws -> Reply {
        let payment = try await invoice(payer)["payments"]?[0]?.text("id") ?? ""
        return try await world.send(
            "POST", "/v1/payments/\(payment)/refunds", as: world.staff,
            ["amount": .integer(amount), "reason": "Asked for it."])
    }

    /// As if the time of the next try had come.
    func hurry() async throws {
        try await world.database.execute("UPDATE provider_refund SET next_attempt_at = now()")
    }

    func orders(_ status: String? = nil) async throws -> [JSON] {
        let query = status.map { "?status=\($0)" } ?? ""
        let reply = try await world.send("GET", "/v1/refunds" + query, as: world.staff)
        return reply.json["items"]?.array ?? []
    }
}

extension RegistrationWorld {
    /// What an account has more in debit than in credit, in cents.
    func cash(_ account: LedgerAccount) async throws -> Int {
        let row = try await store.trialBalance().rows.first { $0.account == account }
        return row.map { $0.debit.cents - $0.credit.cents } ?? 0
    }
}
