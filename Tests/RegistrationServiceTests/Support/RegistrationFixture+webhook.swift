import DomainClock
import HTTP
import JSONTree
import Primitives
import ServiceKit
import TestSupport

@testable import RegistrationService

extension RegistrationFixture {
    /// Sends a signed event of the payment provider about an invoice.
    func webhook(
        _ invoice: JSON?, id: String = "evt-1", type: String = "payment.succeeded",
        amount: Int = 54500, currency: String = "USD", reference: String = "pi-1",
        secret: [UInt8] = Self.secret, age: Int = 0
    ) async throws -> Reply {
        let body: JSON = [
            "id": .string(id), "type": .string(type), "invoiceId": invoice ?? .null, "amount": .integer(amount),
            "currency": .string(currency), "reference": .string(reference),
        ]
        let text = String(decoding: body.serialised(), as: UTF8.self)
        let header = WebhookSignature.header(
            for: Array(text.utf8), secret: secret, at: clock.now.adding(seconds: -age))
        return try await send(
            "POST", "/v1/webhooks/payments", text: text, headers: ["Muster-Signature": header])
    }
}
