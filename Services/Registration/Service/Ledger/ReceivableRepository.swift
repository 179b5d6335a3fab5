import Postgres
import Primitives
import RegistrationDomain

/// An invoice with a balance.
struct OpenInvoice: Hashable, Sendable {
    var id: InvoiceID
    var number: String?
    var registration: RegistrationID
    var registrationStatus: RegistrationStatus
    var offering: OfferingID
    var person: PersonID
    var purchaseOrder: String?
    var balance: Money
    var hasDispute: Bool
    var madeAt: Instant
}

/// The invoices with a balance (E8).
struct ReceivableRepository: Sendable {
    let database: PostgresClient

    private static let invoices = Columns<OpenInvoice>(
        """
        i.id, i.number, i.registration_id, r.status, i.offering_id, r.person_id, i.purchase_order, i.total - i.paid,
        EXISTS (SELECT FROM dispute d WHERE d.invoice_id = i.id AND d.status = 'open'), i.made_at
        """
    ) { row in
        OpenInvoice(
            id: try row.next(), number: try row.next(), registration: try row.next(),
            registrationStatus: try row.next(), offering: try row.next(), person: try row.next(),
            purchaseOrder: try row.next(), balance: try row.next(), hasDispute: try row.next(), madeAt: try row.next())
    }

    /// Returns a page of invoices with a balance, the oldest first, and one more if there is one.
    ///
    /// - Parameter before: Only invoices that were made before this time.
    func list(
        before: Instant?, purchaseOrdersOnly: Bool, after: (madeAt: Instant, id: InvoiceID)?, limit: Int
    ) async throws -> [OpenInvoice] {
        var conditions: [Query] = ["i.status IN ('open', 'partiallyPaid')", "i.total > i.paid"]
        if let before { conditions.append("i.made_at < \(before)") }
        if purchaseOrdersOnly { conditions.append("i.purchase_order IS NOT NULL") }
        if let after { conditions.append("(i.made_at, i.id) > (\(after.madeAt), \(after.id))") }
        return try await database.read(
            .all(
                Self.invoices,
                """
                SELECT \(Self.invoices) FROM invoice i JOIN registration r ON r.id = i.registration_id
                WHERE \(conditions.joined(separator: " AND ")) ORDER BY i.made_at, i.id LIMIT \(limit + 1)
                """))
    }
}
