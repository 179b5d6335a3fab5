import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A dispute of a payment by the payer's bank, as a provider reports it.
struct Dispute: Hashable, Sendable {
    var id: String
    /// The provider's reference of the payment.
    var reference: String
    var amount: Money
}

/// The tables of disputes and of the amounts that they hold back of payments (E8).
struct DisputeRepository: Sendable {
    let database: PostgresClient

    private static let unheld = Columns<(dispute: Dispute, isLost: Bool)>(
        "d.id, d.reference, d.amount - coalesce(sum(p.amount), 0)::bigint, d.status = 'lost'"
    ) { row in
        (Dispute(id: try row.next(), reference: try row.next(), amount: try row.next()), try row.next())
    }

    private static let heldParts = Columns<InvoiceChange.RefundPart>("payment_id, amount") { row in
        InvoiceChange.RefundPart(payment: try row.next(), amount: try row.next())
    }

    /// Inserts a dispute, which is closed unless its status is `open`.
    ///
    /// - Returns: false if it was inserted before.
    func insert(
        _ dispute: Dispute, _ status: DisputeStatus, of invoice: InvoiceID, at now: Instant, in unit: UnitOfWork
    ) async throws -> Bool {
        let closedAt: Instant? = status == .open ? nil : now
        return try await unit.sql.execute(
            """
            INSERT INTO dispute (id, invoice_id, reference, amount, status, opened_at, closed_at)
            VALUES (\(dispute.id), \(invoice), \(dispute.reference), \(dispute.amount), \(status), \(now), \(closedAt))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    /// Closes a dispute that is open.
    ///
    /// - Returns: false if there is no open dispute with this id.
    func close(_ id: String, as status: DisputeStatus, at now: Instant, in unit: UnitOfWork) async throws -> Bool {
        try await unit.sql.execute(
            "UPDATE dispute SET status = \(status), closed_at = \(now) WHERE id = \(id) AND status = 'open'") == 1
    }

    /// Adds an amount that a dispute holds back of a payment.
    func insert(_ part: InvoiceChange.RefundPart, of dispute: String, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO dispute_part (dispute_id, payment_id, amount)
            VALUES (\(dispute), \(part.payment), \(part.amount))
            ON CONFLICT (dispute_id, payment_id) DO UPDATE SET amount = dispute_part.amount + excluded.amount
            """)
    }

    /// Returns the amounts that a dispute holds back.
    func parts(of dispute: String, in unit: UnitOfWork) async throws -> [InvoiceChange.RefundPart] {
        try await unit.sql.read(
            .all(
                Self.heldParts,
                "SELECT \(Self.heldParts) FROM dispute_part WHERE dispute_id = \(dispute) ORDER BY payment_id"))
    }

    /// Returns the disputes under a reference that were not won, each with the amount that it does not hold back yet,
    /// as there was no payment to hold it back of.
    func unheld(
        on reference: String, of invoice: InvoiceID, in unit: UnitOfWork
    ) async throws -> [(dispute: Dispute, isLost: Bool)] {
        try await unit.sql.read(
            .all(
                Self.unheld,
                """
                SELECT \(Self.unheld) FROM dispute d LEFT JOIN dispute_part p ON p.dispute_id = d.id
                WHERE d.invoice_id = \(invoice) AND d.reference = \(reference) AND d.status <> 'won'
                GROUP BY d.id HAVING d.amount > coalesce(sum(p.amount), 0) ORDER BY d.id
                """))
    }
}

extension DisputeStatus: PostgresCodable {}
