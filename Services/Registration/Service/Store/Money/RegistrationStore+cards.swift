import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A payment by card that the payer was given to carry out.
struct CardAttempt: Sendable {
    /// The idempotency key at the provider.
    var key: String
    var invoice: InvoiceID
    var amount: Money
}

/// Why a card cannot be taken now.
enum CardRejection: Error, Hashable, Sendable {
    case nothingDue
}

/// E8: card payments through a provider. Requests to it are made outside of every transaction.
extension RegistrationStore {
    /// The attempt to pay what is due. One that was begun for the same sum, and is not paid, is gone on with: so a double click and a
    /// page that is opened again lead to one payment.
    ///
    /// Providers remember a key for a day.
    func beginCardPayment(
        _ id: InvoiceID, provider: CardProvider, by person: PersonID, at instant: Instant
    ) async throws -> CardAttempt? {
        try await journal.update { unit in
            guard let record = try await invoice(id, locking: true, from: unit.sql) else { return nil }
            let due = record.invoice.balance
            guard due > .zero else { throw CardRejection.nothingDue }
            let known = try await unit.sql.query(
                """
                SELECT id FROM payment_intent i
                WHERE invoice_id = \(id) AND provider = \(provider) AND amount = \(due)
                    AND created_at > now() - interval '20 hours'
                    AND NOT EXISTS (SELECT FROM payment p
                        WHERE p.provider = i.provider AND p.reference = i.provider_id)
                ORDER BY created_at DESC LIMIT 1
                """)
            if let key: PaymentID = try known.first?.value(at: 0) {
                return CardAttempt(key: key.description, invoice: id, amount: due)
            }
            let key = PaymentID.new()
            unit.sql.enqueue(
                """
                INSERT INTO payment_intent (id, invoice_id, amount, provider, made_by, made_at)
                VALUES (\(key), \(id), \(due), \(provider), \(person), \(instant))
                """)
            return CardAttempt(key: key.description, invoice: id, amount: due)
        }
    }

    /// Forgets an attempt that the provider has refused: it would refuse the same key again.
    func forget(_ attempt: CardAttempt) async throws {
        guard let key = PaymentID(attempt.key) else { return }
        try await database.execute("DELETE FROM payment_intent WHERE id = \(key) AND provider_id IS NULL")
    }

    func keep(_ intent: CardIntent, of attempt: CardAttempt, in unit: UnitOfWork) {
        guard let key = PaymentID(attempt.key) else { return }
        unit.sql.enqueue("UPDATE payment_intent SET provider_id = \(intent.id) WHERE id = \(key)")
    }

    /// Takes Stripe's event, once however often it is sent.
    ///
    /// - Returns: false when it is about no invoice of ours.
    func take(_ event: StripeEvent, at instant: Instant, in unit: UnitOfWork) async throws -> Bool {
        guard let id = try await invoice(of: event, in: unit), let locked = try await account(of: id, in: unit) else {
            return false
        }
        let new = try await unit.sql.execute(
            """
            INSERT INTO webhook_event (id, type, invoice_id, received_at)
            VALUES (\("stripe:" + event.id), \(event.type), \(id), \(instant))
            ON CONFLICT DO NOTHING
            """)
        guard new == 1 else { return true }
        guard event.currency == Money.currency.lowercased() else { throw OtherCurrency() }
        switch event.news {
        case .failed: break
        case .succeeded(let amount):
            let payment = Payment(
                id: .new(), method: .card, amount: amount, reference: event.reference, provider: .stripe)
            try await take(payment, on: locked, at: instant, in: unit)
        case .refunded(let total):
            try await take(refunded: total, event.reference, on: locked, at: instant, in: unit)
        case .disputed(let dispute, let amount):
            _ = try await open(
                DisputeNotice(id: "stripe:" + dispute, reference: event.reference, amount: amount), on: locked,
                at: instant, in: unit)
        case .disputeClosed(let dispute, let amount, let won):
            _ = try await close(
                DisputeNotice(id: "stripe:" + dispute, reference: event.reference, amount: amount), won: won,
                on: locked, at: instant, in: unit)
        case .refundFailed(let refund, let reason):
            unit.sql.enqueue(
                """
                UPDATE provider_refund SET status = 'failed', last_error = \(reason), version = version + 1
                WHERE refund_id = \(refund)
                """)
        }
        return true
    }

    /// What was given back of a charge in all; what is new of it was given back by somebody else.
    private func take(
        refunded total: Money, _ reference: String, on locked: (Offering, RegistrationAccount), at instant: Instant,
        in unit: UnitOfWork
    ) async throws {
        let invoice = locked.1.invoice.invoice
        guard let payment = invoice.payments.first(where: { $0.isStripe(reference) }) else {
            // Told before its payment: the most that was told waits for it.
            unit.sql.enqueue(
                """
                INSERT INTO unapplied_refund (invoice_id, reference, amount)
                VALUES (\(invoice.id), \(reference), \(total))
                ON CONFLICT (invoice_id, reference)
                    DO UPDATE SET amount = greatest(unapplied_refund.amount, excluded.amount)
                """)
            return
        }
        let undone = try await undoneRefunds(of: payment.id, in: unit)
        // What was told before and found nothing left to be taken from waits already.
        let waiting: Money =
            try await unit.sql.query(
                """
                SELECT coalesce(sum(amount), 0)::bigint FROM unapplied_refund
                WHERE invoice_id = \(invoice.id) AND reference = \(reference)
                """
            ).first?.value(at: 0) ?? .zero
        let new = payment.refundedElsewhere(reported: total - waiting, refused: undone)
        guard new > .zero else { return }
        // Whoever gives money back at the provider, while one of ours was refused, does that one by hand.
        let own = try await tellOfOwn(
            new, of: [payment.id],
            where: """
                sent_at IS NULL AND EXISTS (SELECT FROM provider_refund o WHERE o.refund_id = refund.id AND o.status = 'failed')
                """, in: unit)
        guard own < new else { return }
        _ = try await takeBack(new - own, reference, on: locked, at: instant, in: unit)
    }

    /// By the intent that we made, else by the payment, else by the mark that we left on it.
    private func invoice(of event: StripeEvent, in unit: UnitOfWork) async throws -> InvoiceID? {
        let known = try await unit.sql.query(
            """
            SELECT invoice_id FROM payment_intent WHERE provider = 'stripe' AND provider_id = \(event.reference)
            UNION ALL SELECT invoice_id FROM payment WHERE provider = 'stripe' AND reference = \(event.reference)
            LIMIT 1
            """)
        return try known.first?.value(at: 0) ?? event.invoice
    }
}

/// Only one currency is booked.
struct OtherCurrency: Error {}

extension Payment {
    fileprivate func isStripe(_ intent: String) -> Bool { provider == .stripe && reference == intent }
}
