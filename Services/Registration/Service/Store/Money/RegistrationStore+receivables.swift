import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// An invoice with something due, as the office looks after it.
struct OpenInvoice: Sendable {
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

extension RegistrationStore {
    /// Invoices with a balance, the oldest first (E8); one more than the limit.
    ///
    /// - Parameter before: made before this time only.
    func openInvoices(
        before: Instant?, purchaseOrdersOnly: Bool, after: (madeAt: Instant, id: InvoiceID)?, limit: Int
    ) async throws -> [OpenInvoice] {
        var conditions: [Query] = ["i.status IN ('open', 'partiallyPaid')", "i.total > i.paid"]
        if let before { conditions.append("i.made_at < \(before)") }
        if purchaseOrdersOnly { conditions.append("i.purchase_order IS NOT NULL") }
        if let after { conditions.append("(i.made_at, i.id) > (\(after.madeAt), \(after.id))") }
        return try await database.query(
            """
            SELECT i.id, i.number, i.registration_id, r.status, i.offering_id, r.person_id, i.purchase_order,
                i.total - i.paid, EXISTS (SELECT FROM dispute d WHERE d.invoice_id = i.id AND d.status = 'open'),
                i.made_at
            FROM invoice i JOIN registration r ON r.id = i.registration_id
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY i.made_at, i.id LIMIT \(limit + 1)
            """
        ).map { row in
            let (id, number, registration, status, offering, person, order, balance, isDisputed, madeAt) =
                try row.decode(
                    (
                        InvoiceID, String?, RegistrationID, RegistrationStatus, OfferingID, PersonID, String?, Money,
                        Bool, Instant
                    ).self)
            return OpenInvoice(
                id: id, number: number, registration: registration, registrationStatus: status, offering: offering,
                person: person, purchaseOrder: order, balance: balance, hasDispute: isDisputed, madeAt: madeAt)
        }
    }
}
