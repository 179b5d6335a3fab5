import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The table of payments (E8).
struct PaymentRepository: Sendable {
    let database: PostgresClient

    private static let payments = Columns<(invoice: InvoiceID, payment: Payment)>(
        "invoice_id, id, method, amount, refunded, disputed, reference, provider"
    ) { row in
        (
            try row.next(),
            Payment(
                id: try row.next(), method: try row.next(), amount: try row.next(), refunded: try row.next(),
                disputed: try row.next(), reference: try row.next(), provider: try row.next())
        )
    }

    /// Reads the payments of these invoices, in the order of their arrival.
    static func payments(of invoices: [InvoiceID]) -> Reading<[(invoice: InvoiceID, payment: Payment)]> {
        .all(payments, "SELECT \(payments) FROM payment WHERE invoice_id = ANY(\(invoices)) ORDER BY position")
    }

    /// Returns the invoice that a payment belongs to.
    func invoice(of id: PaymentID, in unit: UnitOfWork) async throws -> InvoiceID? {
        try await unit.sql.read(.first(InvoiceID.self, "SELECT invoice_id FROM payment WHERE id = \(id)"))
    }

    /// - Parameter person: Who recorded the payment; nil for the provider.
    func insert(
        _ payment: Payment, of invoice: InvoiceID, by person: PersonID?, at now: Instant, in unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            INSERT INTO payment (id, invoice_id, method, amount, reference, provider, recorded_by, settled_at)
            VALUES (\(payment.id), \(invoice), \(payment.method), \(payment.amount), \(payment.reference),
                \(payment.provider), \(person), \(now))
            """)
    }

    func addRefund(_ part: InvoiceChange.RefundPart, in unit: UnitOfWork) {
        unit.sql.enqueue("UPDATE payment SET refunded = refunded + \(part.amount) WHERE id = \(part.payment)")
    }

    /// - Parameter part: Below zero for an amount that the bank returned.
    func addDispute(_ part: InvoiceChange.RefundPart, in unit: UnitOfWork) {
        unit.sql.enqueue("UPDATE payment SET disputed = disputed + \(part.amount) WHERE id = \(part.payment)")
    }
}

extension PaymentMethod: PostgresCodable {}
extension CardProvider: PostgresCodable {}
