import HTTP
import Idempotency
import JSONSchema
import JSONTree
import Messaging
import Observability
import Primitives
import RegistrationDomain
import Security
import UseCases
import Web

/// The reports of payment providers (E8).
struct WebhookRoutes: Sendable {
    let journal: Journal
    let log: Log
    let secret: SecretBytes?
    let stripeSecret: SecretBytes?
    let realTime: @Sendable () -> Instant
    let applyEvent: ApplyProviderEvent
    let applyStripeEvent: ApplyStripeEvent

    init(_ parts: RegistrationParts) {
        let billing = BillingParts(parts)
        journal = parts.journal
        log = parts.log
        secret = parts.webhookSecret
        stripeSecret = parts.stripeWebhookSecret
        realTime = parts.realTime
        applyEvent = ApplyProviderEvent(billing, policies: parts.policies)
        applyStripeEvent = ApplyStripeEvent(
            billing, cards: CardRepository(database: parts.database), policies: parts.policies)
    }

    var payments: Operation {
        Operation(
            "Receive an event of the payment provider",
            description: "Signed: `Muster-Signature: t=<unix>,v1=<hex>`, the HMAC-SHA256 of `t`, a dot and the body.",
            access: .anyone,
            headers: [.header("Muster-Signature", .string(minLength: 1, maxLength: 300), "`t=<unix>,v1=<hex>`")],
            body: .json(WebhookDTO.self), proof: proof("Muster-Signature", secret),
            answers: [.ok(ReceivedDTO.self)], problems: [.signatureInvalid, .notFound, .currencyUnknown],
            rate: .unlimited
        ) { call in
            let webhook: WebhookDTO = try call.decode()
            guard webhook.currency == Money.currency else { throw CardRejection.otherCurrency }
            return try await journal.transact(call) { unit in
                try await applyEvent(webhook.event, at: call.now, in: unit)
                return try .ok(ReceivedDTO())
            }
        }
    }

    var stripe: Operation {
        Operation(
            "Receive an event of Stripe",
            description: "Signed: `Stripe-Signature: t=<unix>,v1=<hex>`, the HMAC-SHA256 of `t`, a dot and the body.",
            access: .anyone,
            headers: [.header("Stripe-Signature", .string(minLength: 1, maxLength: 2000), "`t=<unix>,v1=<hex>`")],
            body: .json(.object(additional: true)), proof: proof("Stripe-Signature", stripeSecret),
            answers: [.ok(ReceivedDTO.self)], problems: [.signatureInvalid, .cardPaymentsOff, .currencyUnknown],
            rate: .unlimited
        ) { call in
            // Stripe would send an event that is refused again for days, so one of another payment is accepted.
            guard let event = StripeEvent(call.json) else { return try .ok(ReceivedDTO()) }
            return try await journal.transact(call) { unit in
                let isOurs = try await applyStripeEvent(event, at: call.now, in: unit)
                if !isOurs { log.info("a card event of no known invoice", ["event": .string(event.id)]) }
                return try .ok(ReceivedDTO())
            }
        }
    }

    /// Requires that the provider signed the body. This comes first, so that no other sender learns which events would
    /// be accepted.
    private func proof(_ header: String, _ secret: SecretBytes?) -> Operation.Proof {
        { [realTime] request, body, now in
            guard let secret else { throw Problem(.cardPaymentsOff) }
            guard let field = request.headers[header], let signature = WebhookSignature(header: field),
                secret.withBytes({ signature.isValid(for: body, secret: $0, near: [realTime(), now]) })
            else { throw Problem(.signatureInvalid) }
        }
    }
}

extension ProblemCode {
    static let signatureInvalid = ProblemCode("signatureInvalid", "The signature is not valid", status: 401)
}
