import Messaging
import Postgres
import Primitives
import RegistrationDomain

extension InvoiceRepository {
    /// Inserts invoices with their lines and bookings, a statement a table however many invoices there are.
    func insert(_ invoices: [NewInvoice], at now: Instant, in unit: UnitOfWork) {
        guard !invoices.isEmpty else { return }
        let records = invoices.map(\.record)
        unit.sql.enqueue(
            """
            INSERT INTO invoice (id, registration_id, offering_id, total, status, purchase_order, made_at, version)
            SELECT id, registration, offering, total, status, purchase_order, \(now), 1
            FROM unnest(\(records.map(\.invoice.id)), \(records.map(\.registration)), \(records.map(\.offering)),
                \(records.map(\.invoice.total)), \(records.map(\.invoice.status.rawValue)),
                \(records.map(\.purchaseOrder)))
                AS n (id, registration, offering, total, status, purchase_order)
            """)
        insertLines(of: invoices, at: now, in: unit)
        book(invoices, at: now, in: unit)
    }

    private func insertLines(of invoices: [NewInvoice], at now: Instant, in unit: UnitOfWork) {
        let ids = invoices.flatMap { invoice in invoice.change.lines.map { _ in invoice.record.invoice.id } }
        let positions = invoices.flatMap { $0.change.lines.indices.map { $0 + 1 } }
        let packs = invoices.flatMap { invoice in invoice.change.lines.map { _ in invoice.rulePack } }
        let lines = invoices.flatMap(\.change.lines)
        unit.sql.enqueue(
            """
            INSERT INTO invoice_line (invoice_id, position, code, description, amount, reason, rule_pack, made_at)
            SELECT *, \(now) FROM unnest(\(ids), \(positions), \(lines.map(\.code.rawValue)),
                \(lines.map(\.description)), \(lines.map(\.amount)), \(lines.map(\.reason)), \(packs))
            """)
    }

    private func book(_ invoices: [NewInvoice], at now: Instant, in unit: UnitOfWork) {
        let ids = invoices.flatMap { invoice in invoice.change.transfers.map { _ in invoice.record.invoice.id } }
        let transfers = invoices.flatMap(\.change.transfers)
        guard !transfers.isEmpty else { return }
        unit.sql.enqueue(
            """
            INSERT INTO ledger_transfer (invoice_id, debit, credit, amount, booked_at)
            SELECT *, \(now) FROM unnest(\(ids), \(transfers.map(\.debit)), \(transfers.map(\.credit)),
                \(transfers.map(\.amount)))
            """)
    }
}
