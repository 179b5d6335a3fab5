import Executors
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import ServiceKit

/// A refund of ours that a provider is to carry out (E8).
struct ProviderRefund: Sendable {
    var id: RefundID
    var provider: CardProvider
    /// The payment's own, at the provider.
    var reference: String
    var amount: Money
    /// Which request of ours it is: a provider answers a key that it knows as it did the first time, errors too.
    var round: Int
    var attempts: Int

    /// The same for every try of one round.
    var idempotencyKey: String { round == 1 ? id.description : "\(id)-\(round)" }
}

/// E8: a refund is booked and its order to the provider written in one transaction; a job carries the order out afterwards, under
/// the refund's id as the provider's idempotency key. So a crash between neither loses nor doubles it.
extension RegistrationStore {
    /// Writes the order, with the refund's own transaction.
    func order(
        _ id: RefundID, _ amount: Money, of payment: Payment, from provider: CardProvider, at instant: Instant,
        in unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            INSERT INTO provider_refund (refund_id, payment_id, provider, reference, amount, made_at)
            VALUES (\(id), \(payment.id), \(provider), \(payment.reference), \(amount), \(instant))
            """)
        unit.sql.onCommit { [refundsWakeup] in refundsWakeup.raise() }
    }

    /// Takes the orders whose time has come, each for two minutes: nobody else carries them out meanwhile, and somebody does
    /// afterwards if this process is gone. The time is the database's, which is real time.
    func takeDueRefunds(limit: Int = 20) async throws -> [ProviderRefund] {
        try await database.query(
            """
            UPDATE provider_refund SET attempts = attempts + 1, next_attempt_at = now() + interval '2 minutes'
            WHERE refund_id IN (
                SELECT refund_id FROM provider_refund WHERE status = 'waiting' AND next_attempt_at <= now()
                ORDER BY next_attempt_at, refund_id LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING refund_id, provider, reference, amount, round, attempts
            """
        ).map { row in
            let (id, provider, reference, amount, round, attempts) = try row.decode(
                (RefundID, CardProvider, String, Money, Int, Int).self)
            return ProviderRefund(
                id: id, provider: provider, reference: reference, amount: amount, round: round, attempts: attempts)
        }
    }

    func markDone(_ id: RefundID, providerID: String?, note: String? = nil) async throws {
        try await database.execute(
            """
            UPDATE provider_refund SET status = 'done', provider_id = \(providerID), last_error = \(note),
                version = version + 1
            WHERE refund_id = \(id) AND status = 'waiting'
            """)
    }

    func markFailed(_ id: RefundID, _ error: String) async throws {
        try await database.execute(
            """
            UPDATE provider_refund SET status = 'failed', last_error = \(error), version = version + 1
            WHERE refund_id = \(id) AND status = 'waiting'
            """)
    }

    /// - Parameters:
    ///   - seconds: until the next attempt.
    ///   - error: another key is taken where the provider has answered this one.
    func postpone(_ id: RefundID, by seconds: Double, _ error: PaymentProviderError) async throws {
        try await database.execute(
            """
            UPDATE provider_refund SET next_attempt_at = now() + make_interval(secs => \(seconds)),
                last_error = \(error.description), round = round + \(error.isFinal ? 1 : 0),
                not_taken = not_taken + \(error.isNotTaken ? 1 : 0)
            WHERE refund_id = \(id) AND status = 'waiting'
            """)
    }

    /// What of a payment's refunds the provider refused, so that it is booked as gone back and is not there. What the office sent
    /// by card all the same went back from the provider.
    func undoneRefunds(of payment: PaymentID, in unit: UnitOfWork) async throws -> Money {
        // The order before the refund, as whoever takes down that one was sent.
        _ = try await unit.sql.query(
            "SELECT FROM provider_refund WHERE payment_id = \(payment) ORDER BY refund_id FOR UPDATE")
        return try await unit.sql.query(
            """
            SELECT coalesce(sum(r.amount - r.told), 0)::bigint
            FROM provider_refund o JOIN refund r ON r.id = o.refund_id
            WHERE o.payment_id = \(payment) AND o.status = 'failed' AND r.sent_method IS DISTINCT FROM 'card'
            """
        ).first?.value(at: 0) ?? .zero
    }

    /// Orders what is left of a refund again that the provider had refused.
    func retry(_ id: RefundID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE provider_refund o SET status = 'waiting', round = o.round + 1, next_attempt_at = now(),
                version = o.version + 1, amount = r.amount - r.told, not_taken = o.attempts
            FROM refund r WHERE o.refund_id = \(id) AND r.id = o.refund_id
            """)
        unit.sql.onCommit { [refundsWakeup] in refundsWakeup.raise() }
    }
}
