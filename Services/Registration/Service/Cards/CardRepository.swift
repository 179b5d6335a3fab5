import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// An attempt to pay an invoice by card, which the payer completes at the provider.
struct CardAttempt: Hashable, Sendable {
    /// The idempotency key at the provider.
    var key: PaymentID
    var invoice: InvoiceID
    var amount: Money
}

/// The table of attempts to pay by card (E8).
struct CardRepository: Sendable {
    let database: PostgresClient

    /// Returns the latest attempt to pay this amount of a locked invoice that is not paid and whose key the provider
    /// still knows: providers remember a key for a day.
    func openAttempt(
        of invoice: InvoiceID, _ amount: Money, at provider: CardProvider, in unit: UnitOfWork
    ) async throws -> CardAttempt? {
        let key = try await unit.sql.read(
            .first(
                PaymentID.self,
                """
                SELECT id FROM payment_intent i
                WHERE invoice_id = \(invoice) AND provider = \(provider) AND amount = \(amount)
                    AND created_at > now() - interval '20 hours'
                    AND NOT EXISTS (SELECT FROM payment p
                        WHERE p.provider = i.provider AND p.reference = i.provider_id)
                ORDER BY created_at DESC LIMIT 1
                """))
        return key.map { CardAttempt(key: $0, invoice: invoice, amount: amount) }
    }

    func insert(
        _ attempt: CardAttempt, at provider: CardProvider, by person: PersonID, at now: Instant, in unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            INSERT INTO payment_intent (id, invoice_id, amount, provider, made_by, made_at)
            VALUES (\(attempt.key), \(attempt.invoice), \(attempt.amount), \(provider), \(person), \(now))
            """)
    }

    /// Deletes an attempt that the provider refused: it would refuse the same key again.
    func delete(_ attempt: CardAttempt) async throws {
        try await database.execute("DELETE FROM payment_intent WHERE id = \(attempt.key) AND provider_id IS NULL")
    }

    func save(_ intent: CardIntent, of attempt: CardAttempt, in unit: UnitOfWork) {
        unit.sql.enqueue("UPDATE payment_intent SET provider_id = \(intent.id) WHERE id = \(attempt.key)")
    }

    /// Returns the invoice of a provider's reference: that of an attempt, or else that of a payment.
    func invoice(
        of reference: String, at provider: CardProvider, in unit: UnitOfWork
    ) async throws -> InvoiceID? {
        try await unit.sql.read(
            .first(
                InvoiceID.self,
                """
                SELECT invoice_id FROM payment_intent WHERE provider = \(provider) AND provider_id = \(reference)
                UNION ALL SELECT invoice_id FROM payment WHERE provider = \(provider) AND reference = \(reference)
                LIMIT 1
                """))
    }
}
