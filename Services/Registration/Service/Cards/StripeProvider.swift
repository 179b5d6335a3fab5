import HTTPClient
import JSONTree
import Primitives
import RegistrationDomain
import Security

/// Stripe's HTTP interface: PaymentIntents and refunds, in its form encoding, with its idempotency keys.
///
/// The card's data never reaches this service: the payer's browser sends it to Stripe with the `client_secret`.
struct StripeProvider: PaymentProvider {
    let client: HTTPClient
    let secretKey: SecretBytes
    /// The URL without a slash at its end.
    var url = "https://api.stripe.com"
    var timeout: Duration = .seconds(8)

    var name: CardProvider { .stripe }

    func makeIntent(_ order: PaymentOrder, key: String) async throws(PaymentProviderError) -> CardIntent {
        let answer = try await send(
            .post, "/v1/payment_intents", key: key,
            [
                ("amount", "\(order.amount.cents)"), ("currency", Money.currency.lowercased()),
                ("description", order.description), ("metadata[invoiceId]", order.invoice.description),
                ("automatic_payment_methods[enabled]", "true"),
            ])
        guard let id = answer["id"]?.string, let secret = answer["client_secret"]?.string,
            let status = answer["status"]?.string
        else { throw .unanswered("the answer is not a payment intent") }
        return CardIntent(id: id, clientSecret: secret, status: status)
    }

    func refund(_ order: RefundOrder, key: String) async throws(PaymentProviderError) -> CardRefund {
        let answer = try await send(
            .post, "/v1/refunds", key: key,
            [
                ("payment_intent", order.reference), ("amount", "\(order.amount.cents)"),
                ("metadata[refundId]", order.id.description),
            ])
        guard let refund = CardRefund(answer) else { throw .unanswered("the answer is not a refund") }
        return refund
    }

    func find(_ order: RefundOrder) async throws(PaymentProviderError) -> CardRefund? {
        var after = ""
        var failed: CardRefund?
        while true {
            let answer = try await send(
                .get, "/v1/refunds?limit=100&payment_intent=\(Self.escaped(order.reference))\(after)")
            guard let refunds = answer["data"]?.array else { throw .unanswered("the answer is not a list") }
            let mine = refunds.filter { $0["metadata"]?["refundId"]?.string == order.id.description }
                .compactMap(CardRefund.init)
            // A refund that failed may have been made again.
            if let made = mine.first(where: { $0.outcome == .accepted }) { return made }
            failed = failed ?? mine.first
            guard answer["has_more"]?.bool == true, let last = refunds.last?["id"]?.string else { return failed }
            after = "&starting_after=\(Self.escaped(last))"
        }
    }

    private func send(
        _ method: OutboundRequest.Method, _ path: String, key: String? = nil, _ form: [(String, String)] = []
    ) async throws(PaymentProviderError) -> JSON {
        let secret = secretKey.withBytes { String(decoding: $0, as: UTF8.self) }
        var headers = [("Authorization", "Bearer \(secret)")]
        if let key { headers.append(("Idempotency-Key", key)) }
        if method == .post { headers.append(("Content-Type", "application/x-www-form-urlencoded")) }
        let body = form.map { "\(Self.escaped($0.0))=\(Self.escaped($0.1))" }.joined(separator: "&")
        let answer: OutboundAnswer
        do {
            answer = try await client.send(
                OutboundRequest(method, url + path, headers: headers, body: Array(body.utf8), timeout: timeout))
        } catch {
            throw error.mayBeDone ? .unanswered(error.description) : .unreachable(error.description)
        }
        let json = (try? JSON.parse(answer.body)) ?? .null
        guard (200..<300).contains(answer.status) else { throw PaymentProviderError(answer, json) }
        guard json["id"] != nil || json["data"] != nil else { throw .unanswered("the answer is not Stripe's JSON") }
        return json
    }

    /// Returns the text in `application/x-www-form-urlencoded`: all but letters, digits and `-._~` by their bytes.
    static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { escaped, byte in
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default: escaped += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}

extension CardRefund {
    /// Reads a refund of Stripe's. One in status `pending` or `requires_action` is on its way; one in status `failed`
    /// or `canceled` is not.
    fileprivate init?(_ json: JSON) {
        guard let id = json["id"]?.string, let status = json["status"]?.string else { return nil }
        let isLost = status == "failed" || status == "canceled"
        self.init(id: id, outcome: isLost ? .failed(json["failure_reason"]?.string ?? status) : .accepted)
    }
}

extension PaymentProviderError {
    /// Reads an error of Stripe's: `{"error": {"type", "code", "decline_code", "message"}}`.
    fileprivate init(_ answer: OutboundAnswer, _ json: JSON) {
        let error = json["error"]
        let text = error?["message"]?.string ?? "status \(answer.status)"
        let code = error?["code"]?.string ?? error?["type"]?.string ?? "\(answer.status)"
        switch answer.status {
        case 402: self = .declined(code: error?["decline_code"]?.string ?? code, text)
        case 401, 403: self = .notAdmitted(text)
        case 409, 429: self = .busy(retryAfter: answer.header("Retry-After").flatMap { Int($0) }.map { .seconds($0) })
        case 500...: self = .broken(text)
        default: self = .refused(code: code, text)
        }
    }
}
