import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The tables of providers' events, and of reported refunds that wait for their payment (E8).
struct ReportRepository: Sendable {
    let database: PostgresClient

    /// Inserts an event in the transaction of its effect, so that an event that is sent again has no effect.
    ///
    /// - Returns: false if it was inserted before.
    func insert(
        _ id: String, type: String, of invoice: InvoiceID, at now: Instant, in unit: UnitOfWork
    ) async throws -> Bool {
        try await unit.sql.execute(
            """
            INSERT INTO webhook_event (id, type, invoice_id, received_at)
            VALUES (\(id), \(type), \(invoice), \(now)) ON CONFLICT DO NOTHING
            """) == 1
    }

    /// Adds an amount to the refunds that wait for a payment with this reference.
    func addWaitingRefund(_ amount: Money, on reference: String, of invoice: InvoiceID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO unapplied_refund (invoice_id, reference, amount)
            VALUES (\(invoice), \(reference), \(amount))
            ON CONFLICT (invoice_id, reference) DO UPDATE SET amount = unapplied_refund.amount + excluded.amount
            """)
    }

    /// Raises the refunds that wait for a payment with this reference to a reported total.
    func raiseWaitingRefund(to total: Money, on reference: String, of invoice: InvoiceID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO unapplied_refund (invoice_id, reference, amount)
            VALUES (\(invoice), \(reference), \(total))
            ON CONFLICT (invoice_id, reference)
                DO UPDATE SET amount = greatest(unapplied_refund.amount, excluded.amount)
            """)
    }

    /// Returns the amount of refunds that waits for a payment with this reference.
    func waitingRefund(on reference: String, of invoice: InvoiceID, in unit: UnitOfWork) async throws -> Money {
        try await unit.sql.read(
            .first(
                Money.self,
                "SELECT amount FROM unapplied_refund WHERE invoice_id = \(invoice) AND reference = \(reference)")
        ) ?? .zero
    }

    /// Removes and returns the amount of refunds that waits for a payment with this reference; nil if none does.
    func removeWaitingRefund(
        on reference: String, of invoice: InvoiceID, in unit: UnitOfWork
    ) async throws -> Money? {
        try await unit.sql.read(
            .first(
                Money.self,
                """
                DELETE FROM unapplied_refund WHERE invoice_id = \(invoice) AND reference = \(reference)
                RETURNING amount
                """))
    }
}
