import Messaging
import Postgres
import Primitives
import RegistrationDomain

extension RefundRepository {
    /// The booked refunds that a provider's report may confirm.
    enum Confirmable: Sendable {
        /// Those that went to a card or are still to be sent: another method is not the provider's.
        case sentByCard
        /// Those that the provider refused and nobody sent by hand: the office may have sent them at the provider.
        case refused

        fileprivate var condition: Query {
            switch self {
            case .sentByCard: "sent_at IS NULL OR sent_method = 'card'"
            case .refused:
                """
                sent_at IS NULL AND EXISTS (
                    SELECT FROM provider_refund o WHERE o.refund_id = refund.id AND o.status = 'failed')
                """
            }
        }
    }

    private static let unreported = Columns<(id: RefundID, rest: Money)>("id, amount - reported") { row in
        (try row.next(), try row.next())
    }

    /// Notes a reported amount on the refunds of these payments that are booked already, the oldest first.
    ///
    /// - Returns: the part of the amount that was noted.
    func confirm(
        _ amount: Money, of payments: [PaymentID], which confirmable: Confirmable, in unit: UnitOfWork
    ) async throws -> Money {
        let open = try await unit.sql.read(
            .all(
                Self.unreported,
                """
                SELECT \(Self.unreported) FROM refund
                WHERE payment_id = ANY(\(payments)) AND reported < amount AND (\(confirmable.condition))
                ORDER BY refunded_at, id FOR UPDATE
                """))
        var rest = amount
        for (id, unreported) in open {
            let part = min(rest, unreported)
            guard part > .zero else { break }
            rest -= part
            unit.sql.enqueue("UPDATE refund SET reported = reported + \(part), version = version + 1 WHERE id = \(id)")
        }
        return amount - rest
    }

    /// Returns the amount of a payment's refunds that are booked and that the provider refused to carry out, less those
    /// that the office sent by card, which the provider carried out after all. It locks the orders of the payment.
    func refusedAmount(of payment: PaymentID, in unit: UnitOfWork) async throws -> Money {
        // The order is locked before the refund, as by `lock`.
        unit.sql.enqueue("SELECT FROM provider_refund WHERE payment_id = \(payment) ORDER BY refund_id FOR UPDATE")
        return try await unit.sql.read(
            .scalar(
                Money.self,
                """
                SELECT coalesce(sum(r.amount - r.reported), 0)::bigint
                FROM provider_refund o JOIN refund r ON r.id = o.refund_id
                WHERE o.payment_id = \(payment) AND o.status = 'failed' AND r.sent_method IS DISTINCT FROM 'card'
                """))
    }
}
