import HTTP
import JSONSchema
import JSONTree
import Messaging
import Observability
import Primitives
import RegistrationDomain
import Security
import UseCases
import Web

/// E8: paying by card, and what the card provider tells.
extension RegistrationAPI {
    var cardEndpoints: [Endpoint] {
        [
            Endpoint(
                "POST", "/v1/invoices/{id}/payment-intents", "Begin to pay what is due by card",
                description: "The payer's browser carries the payment out at the provider with `clientSecret`; "
                    + "the provider tells of it by webhook. Asked again for the same sum, it is the same payment.",
                access: .signedIn, answers: [.created(CardIntentDTO.schema)],
                problems: [
                    .cardPaymentsOff, .nothingDue, .cardDeclined, .cardPaymentRefused, .cardProviderBusy,
                    .cardProviderUnavailable,
                ], idempotent: true
            ) { call in try await beginCardPayment(call) },
            Endpoint(
                "POST", "/v1/webhooks/stripe", "Stripe tells what happened",
                description:
                    "Signed: `Stripe-Signature: t=<unix>,v1=<hex>`, the HMAC-SHA256 of `t`, a dot and the body.",
                access: .anyone,
                headers: [
                    .header("Stripe-Signature", .string(minLength: 1, maxLength: 2000), "`t=<unix>,v1=<hex>`")
                ],
                body: .json(.object(additional: true)), proof: proof("Stripe-Signature", stripeWebhookSecret),
                answers: [.ok(.object(.required("received", .boolean)))],
                problems: [.signatureInvalid, .cardPaymentsOff, .currencyUnknown], rate: .unlimited
            ) { call in try await takeStripe(call) },
        ]
    }

    /// The provider is asked between two transactions, so that a slow one keeps no row locked.
    private func beginCardPayment(_ call: Call) async throws -> Response {
        let principal = try call.signedIn()
        guard let invoice = try await store.invoice(try call.path("id"), from: store.database),
            let record = try await store.registration(invoice.registration, from: store.database),
            let offering = try await store.offering(record.offering, from: store.database)
        else { throw Problem.notFound }
        _ = try await admit(principal, to: record, reading: false, at: call.now, from: store.database)
        try call.requireMatch(invoice.version)
        guard let cards else { throw Problem(.cardPaymentsOff, "Pay by check or purchase order.") }
        guard
            let attempt = try await store.beginCardPayment(
                invoice.invoice.id, provider: cards.name, by: principal.personID, at: call.now)
        else { throw Problem.notFound }
        let order = PaymentOrder(invoice: attempt.invoice, amount: attempt.amount, description: offering.title)
        let intent: CardIntent
        do throws(PaymentProviderError) {
            intent = try await cards.makeIntent(order, key: attempt.key)
        } catch {
            log.warning(
                "card payment not begun",
                ["invoiceId": .string(attempt.invoice.description), "error": .string(error.description)])
            if error.isFinal { try await store.forget(attempt) }
            throw error
        }
        return try await transact(call) { unit in
            store.keep(intent, of: attempt, in: unit)
            return try .created(
                CardIntentDTO(intent, attempt, provider: cards.name), location: "/v1/invoices/\(attempt.invoice)")
        }
    }

    private func takeStripe(_ call: Call) async throws -> Response {
        // Whatever else runs through the account is taken and passed over, or it would be sent for days.
        guard let event = StripeEvent(call.json) else { return try .ok(["received": true]) }
        return try await transact(call) { unit in
            let isOurs = try await store.take(event, at: call.now, in: unit)
            if !isOurs { log.info("a card event about no invoice of ours", ["event": .string(event.id)]) }
            return try .ok(["received": true])
        }
    }
}
