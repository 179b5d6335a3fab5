import Executors
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A refund that a card provider is to carry out (E8).
struct ProviderRefund: Hashable, Sendable {
    var id: RefundID
    var provider: CardProvider
    /// The provider's reference of the payment.
    var reference: String
    var amount: Money
    /// Counts the requests that the provider answered: it gives a known key its first answer again, errors included.
    var round: Int
    var attempts: Int

    /// The key of all attempts of one round.
    var idempotencyKey: String { round == 1 ? id.description : "\(id)-\(round)" }
}

/// The table of orders to card providers to carry out refunds (E8).
///
/// A refund and its order are written in one transaction. A job carries the order out afterwards, with the refund's id
/// as the provider's idempotency key, so that a crash in between neither loses nor doubles it.
struct RefundOrderRepository: Sendable {
    let database: PostgresClient
    /// Wakes the job after a commit that ordered a refund.
    let wakeup: AsyncSignal

    private static let orders = Columns<ProviderRefund>(
        "refund_id, provider, reference, amount, round, attempts"
    ) { row in
        ProviderRefund(
            id: try row.next(), provider: try row.next(), reference: try row.next(), amount: try row.next(),
            round: try row.next(), attempts: try row.next())
    }

    func insert(
        _ id: RefundID, _ amount: Money, of payment: Payment, at provider: CardProvider, at now: Instant,
        in unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            INSERT INTO provider_refund (refund_id, payment_id, provider, reference, amount, made_at)
            VALUES (\(id), \(payment.id), \(provider), \(payment.reference), \(amount), \(now))
            """)
        unit.sql.onCommit { [wakeup] in wakeup.raise() }
    }

    /// Claims the orders that are due, each for two minutes: no other process carries them out meanwhile, and one does
    /// afterwards if this process has ended. The time is the database's, which is real time.
    func claimDue(limit: Int = 20) async throws -> [ProviderRefund] {
        try await database.read(
            .all(
                Self.orders,
                """
                UPDATE provider_refund SET attempts = attempts + 1, next_attempt_at = now() + interval '2 minutes'
                WHERE refund_id IN (
                    SELECT refund_id FROM provider_refund WHERE status = 'waiting' AND next_attempt_at <= now()
                    ORDER BY next_attempt_at, refund_id LIMIT \(limit) FOR UPDATE SKIP LOCKED)
                RETURNING \(Self.orders)
                """))
    }

    func markDone(_ id: RefundID, providerID: String?, note: String? = nil) async throws {
        try await database.execute(
            """
            UPDATE provider_refund SET status = 'done', provider_id = \(providerID), last_error = \(note),
                version = version + 1
            WHERE refund_id = \(id) AND status = 'waiting'
            """)
    }

    func markFailed(_ id: RefundID, because error: String) async throws {
        try await database.execute(
            """
            UPDATE provider_refund SET status = 'failed', last_error = \(error), version = version + 1
            WHERE refund_id = \(id) AND status = 'waiting'
            """)
    }

    /// Marks an order as failed that the provider accepted and then could not carry out.
    func markFailed(_ id: RefundID, because reason: String, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE provider_refund SET status = 'failed', last_error = \(reason), version = version + 1
            WHERE refund_id = \(id)
            """)
    }

    /// Postpones the next attempt by seconds. A new round begins if the provider answered the key of this one.
    func postpone(_ id: RefundID, by seconds: Double, after error: PaymentProviderError) async throws {
        try await database.execute(
            """
            UPDATE provider_refund SET next_attempt_at = now() + make_interval(secs => \(seconds)),
                last_error = \(error.description), round = round + \(error.isFinal ? 1 : 0),
                without_effect = without_effect + \(error.hadNoEffect ? 1 : 0)
            WHERE refund_id = \(id) AND status = 'waiting'
            """)
    }

    /// Withdraws an order that waits, since the office sent the refund by hand.
    func withdraw(_ id: RefundID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE provider_refund SET status = 'failed', version = version + 1,
                last_error = coalesce(last_error, 'not ordered: sent by hand')
            WHERE refund_id = \(id) AND status = 'waiting'
            """)
    }

    /// Orders the outstanding amount of a refund again, in a new round.
    func retry(_ id: RefundID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE provider_refund o SET status = 'waiting', round = o.round + 1, next_attempt_at = now(),
                version = o.version + 1, amount = r.amount - r.reported, without_effect = o.attempts
            FROM refund r WHERE o.refund_id = \(id) AND r.id = o.refund_id
            """)
        unit.sql.onCommit { [wakeup] in wakeup.raise() }
    }
}
