import HTTP
package import JSONTree
import Security
import Synchronization

/// A PaymentIntent with its charge.
package struct StripeIntent: Sendable {
    package var id: String
    package var amount: Int
    package var metadata: [String: JSON]
    package var isPaid = false

    var charge: String { "ch_" + id.dropFirst(3) }

    var object: JSON {
        [
            "id": .string(id), "object": "payment_intent", "amount": .integer(amount),
            "amount_received": .integer(isPaid ? amount : 0), "currency": "usd",
            "status": .string(isPaid ? "succeeded" : "requires_payment_method"),
            "client_secret": .string(id + "_secret_local"), "metadata": .object(metadata),
            "latest_charge": isPaid ? .string(charge) : .null, "livemode": false,
            "automatic_payment_methods": ["allow_redirects": "always", "enabled": true],
        ]
    }

    func charge(refunded: Int) -> JSON {
        [
            "id": .string(charge), "object": "charge", "amount": .integer(amount), "amount_captured": .integer(amount),
            "amount_refunded": .integer(refunded), "currency": "usd", "payment_intent": .string(id),
            "refunded": .bool(refunded == amount), "metadata": .object(metadata), "status": "succeeded",
        ]
    }
}

package struct StripeRefund: Sendable {
    package var id: String
    package var intent: String
    package var amount: Int
    package var metadata: [String: JSON]

    var object: JSON {
        [
            "id": .string(id), "object": "refund", "amount": .integer(amount), "currency": "usd",
            "payment_intent": .string(intent), "metadata": .object(metadata), "status": "succeeded",
        ]
    }
}

extension StripeServer.State {
    mutating func take(_ seen: StripeServer.Seen, _ request: HTTPRequest) -> (Int, JSON) {
        switch (seen.method, request.path.joined(separator: "/")) {
        case ("POST", "v1/payment_intents"): makeIntent(seen.form)
        case ("POST", "v1/refunds"): refund(seen.form)
        case ("GET", "v1/refunds"): list(request.query)
        default: (404, StripeServer.error("invalid_request_error"))
        }
    }

    private mutating func makeIntent(_ form: [String: String]) -> (Int, JSON) {
        guard form["currency"] == "usd", let amount = form["amount"].flatMap({ Int($0) }) else {
            return (400, StripeServer.error("invalid_request_error", code: "parameter_missing"))
        }
        guard amount >= 50 else {
            return (400, StripeServer.error("invalid_request_error", code: "amount_too_small"))
        }
        let intent = StripeIntent(
            id: "pi_\(1000 + intents.count)", amount: amount, metadata: StripeServer.metadata(form))
        intents[intent.id] = intent
        return (200, intent.object)
    }

    mutating func refund(_ form: [String: String]) -> (Int, JSON) {
        guard let intent = form["payment_intent"].flatMap({ intents[$0] }), intent.isPaid else {
            return (404, StripeServer.error("invalid_request_error", code: "resource_missing"))
        }
        let left = intent.amount - refunded(intent.id)
        let amount = form["amount"].flatMap { Int($0) } ?? left
        guard left > 0 else {
            return (400, StripeServer.error("invalid_request_error", code: "charge_already_refunded"))
        }
        guard amount <= left else { return (400, StripeServer.error("invalid_request_error")) }
        let refund = StripeRefund(
            id: "re_\(1000 + refunds.count)", intent: intent.id, amount: amount, metadata: StripeServer.metadata(form))
        refunds.append(refund)
        return (200, refund.object)
    }

    /// The latest first, two a page whatever is asked for.
    private func list(_ query: [(name: String, value: String)]) -> (Int, JSON) {
        func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
        var found = refunds.filter { $0.intent == value("payment_intent") }.reversed().map { $0 }
        if let last = value("starting_after"), let index = found.firstIndex(where: { $0.id == last }) {
            found = Array(found[(index + 1)...])
        }
        let page: JSON = [
            "object": "list", "url": "/v1/refunds", "has_more": .bool(found.count > 2),
            "data": .array(found.prefix(2).map(\.object)),
        ]
        return (200, page)
    }

    func refunded(_ intent: String) -> Int {
        refunds.filter { $0.intent == intent }.reduce(0) { $0 + $1.amount }
    }
}

extension StripeServer {
    package static let webhookSecret = "whsec_local_server"

    static func metadata(_ form: [String: String]) -> [String: JSON] {
        var metadata: [String: JSON] = [:]
        for (name, value) in form where name.hasPrefix("metadata[") {
            metadata[String(name.dropFirst(9).dropLast())] = .string(value)
        }
        return metadata
    }

    /// The payer pays in the browser: the event that Stripe sends then.
    package func pay(_ intent: String) -> JSON {
        state.withLock { $0.intents[intent]?.isPaid = true }
        return event("payment_intent.succeeded", intent) { $0.object }
    }

    package func fail(_ intent: String) -> JSON {
        event("payment_intent.payment_failed", intent) { $0.object }
    }

    /// Somebody gives money back in Stripe's dashboard.
    package func refundInDashboard(_ intent: String, _ amount: Int) -> JSON {
        _ = state.withLock { $0.refund(["payment_intent": intent, "amount": "\(amount)"]) }
        return refunded(intent)
    }

    /// The event after a refund: what was given back in all.
    package func refunded(_ intent: String) -> JSON {
        let total = state.withLock { $0.refunded(intent) }
        return event("charge.refunded", intent) { $0.charge(refunded: total) }
    }

    package func dispute(
        _ type: String, _ id: String, of intent: String, _ amount: Int, status: String = "needs_response"
    ) -> JSON {
        event("charge.dispute.\(type)", intent) { intent in
            [
                "id": .string(id), "object": "dispute", "amount": .integer(amount), "currency": "usd",
                "charge": .string(intent.charge), "payment_intent": .string(intent.id), "reason": "fraudulent",
                "status": .string(status), "metadata": [:],
            ]
        }
    }

    /// An event of any type about an intent's object.
    package func event(_ type: String, _ intent: String, object: JSON) -> JSON {
        event(type, intent) { _ in object }
    }

    private func event(_ type: String, _ intent: String, _ object: (StripeIntent) -> JSON) -> JSON {
        let (number, known) = state.withLock { state in
            state.events += 1
            return (state.events, state.intents[intent])
        }
        let intent = known ?? StripeIntent(id: intent, amount: 100, metadata: [:])
        return [
            "id": .string("evt_\(number)"), "object": "event", "api_version": "2024-06-20", "created": 1_770_000_000,
            "data": ["object": object(intent)], "livemode": false, "pending_webhooks": 1,
            "request": ["id": .null, "idempotency_key": .null], "type": .string(type),
        ]
    }

    /// `Stripe-Signature` for a body, by as many secrets as are given.
    package static func signature(
        of body: String, at time: Int, secrets: [String] = [StripeServer.webhookSecret]
    ) -> String {
        let digits = Array("0123456789abcdef")
        let parts = secrets.map { secret in
            let digest = hmacSHA256(Array("\(time).\(body)".utf8), key: Array(secret.utf8))
            return "v1=" + String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
        }
        return (["t=\(time)"] + parts + ["v0=ignored"]).joined(separator: ",")
    }
}
