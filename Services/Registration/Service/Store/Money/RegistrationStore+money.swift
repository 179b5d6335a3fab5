import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// An invoice with what its sums are not derived from.
struct InvoiceRecord: Sendable {
    var invoice: Invoice
    var registration: RegistrationID
    var offering: OfferingID
    var number: String?
    var purchaseOrder: String?
    var madeAt: Instant
    /// When each line was added, in the lines' order.
    var lineTimes: [Instant] = []
    /// As its document was first issued; nil before.
    var issue: InvoiceIssue?
    var version: Int
}

/// What an invoice said when its document was first issued, which stays: how many lines, to whom, for which class.
struct InvoiceIssue: Sendable {
    /// A class's title and days, as they were.
    struct Subject: Codable, Sendable {
        var title: String
        var startsOn: Day
        var endsOn: Day
        var city: String
    }

    var at: Instant
    var lines: Int
    /// By id: their present name, and none after erasure.
    var person: PersonID
    var subject: Subject
}

/// A registration and its invoice, loaded under the offering's lock.
struct RegistrationAccount: Sendable {
    var registration: RegistrationRecord
    var invoice: InvoiceRecord
}

extension RegistrationStore {
    func invoice(_ id: InvoiceID, locking: Bool = false, from source: any RowSource) async throws -> InvoiceRecord? {
        try await invoices([id], locking: locking, from: source)[id]
    }

    func invoices(_ ids: [InvoiceID], locking: Bool = false, from source: any RowSource) async throws
        -> [InvoiceID: InvoiceRecord]
    {
        guard !ids.isEmpty else { return [:] }
        let rows = try await source.query(
            """
            SELECT id, number, registration_id, offering_id, purchase_order, made_at, version, issued_at, issued_lines,
                issued_to, issued_for::text
            FROM invoice
            WHERE id = ANY(\(ids)) ORDER BY id \(unsafe: locking ? "FOR UPDATE" : "")
            """)
        var records: [InvoiceID: InvoiceRecord] = [:]
        for row in rows {
            let (
                id, number, registration, offering, purchaseOrder, madeAt, version, issuedAt, issuedLines, issuedTo,
                subject
            ) = try row.decode(
                (
                    InvoiceID, String?, RegistrationID, OfferingID, String?, Instant, Int, Instant?, Int?, PersonID?,
                    JSON?
                ).self)
            var issue: InvoiceIssue?
            if let issuedAt, let issuedLines, let issuedTo, let subject {
                issue = InvoiceIssue(
                    at: issuedAt, lines: issuedLines, person: issuedTo, subject: try subject.decoded())
            }
            records[id] = InvoiceRecord(
                invoice: Invoice(id: id), registration: registration, offering: offering, number: number,
                purchaseOrder: purchaseOrder, madeAt: madeAt, issue: issue, version: version)
        }
        // One by one: for a list, a plan that was made while the table was small reads all of it.
        let lines = try await source.query(
            """
            SELECT invoice_id, code, description, amount, reason, made_at
            FROM unnest(\(ids)) AS wanted (id) CROSS JOIN LATERAL
                (SELECT * FROM invoice_line WHERE invoice_id = wanted.id OFFSET 0) AS line
            ORDER BY invoice_id, position
            """)
        for row in lines {
            let (id, code, description, amount, reason, madeAt) = try row.decode(
                (InvoiceID, PriceLine.Code, String, Money, String, Instant).self)
            records[id]?.lineTimes.append(madeAt)
            records[id]?.invoice.lines.append(
                PriceLine(code: code, description: description, amount: amount, reason: reason))
        }
        let payments = try await source.query(
            """
            SELECT invoice_id, id, method, amount, refunded, disputed, reference, provider FROM payment
            WHERE invoice_id = ANY(\(ids)) ORDER BY position
            """)
        for row in payments {
            let (id, payment, method, amount, refunded, disputed, reference, provider) = try row.decode(
                (InvoiceID, PaymentID, PaymentMethod, Money, Money, Money, String, CardProvider?).self)
            records[id]?.invoice.payments.append(
                Payment(
                    id: payment, method: method, amount: amount, refunded: refunded, disputed: disputed,
                    reference: reference, provider: provider))
        }
        return records
    }

    /// Writes what changed on an invoice, with its bookings (E8). `by` is nil for the payment provider, and `isTold` true for
    /// refunds that it told of; others of a card provider's payments are given to it to carry out.
    func write(
        _ change: InvoiceChange, of record: inout InvoiceRecord, rulePack: String, by person: PersonID?, reason: String,
        isTold: Bool = false, at instant: Instant, in unit: UnitOfWork
    ) {
        let id = record.invoice.id
        if !change.lines.isEmpty {
            unit.sql.enqueue(
                """
                INSERT INTO invoice_line
                    (invoice_id, position, code, description, amount, reason, rule_pack, made_at)
                SELECT \(id), \(record.invoice.lines.count - change.lines.count) + position, code, description, amount,
                    reason, \(rulePack), \(instant)
                FROM unnest(\(change.lines.map(\.code)), \(change.lines.map(\.description)),
                    \(change.lines.map(\.amount)), \(change.lines.map(\.reason)))
                    WITH ORDINALITY AS line (code, description, amount, reason, position)
                """)
        }
        if let payment = change.payment {
            unit.sql.enqueue(
                """
                INSERT INTO payment (id, invoice_id, method, amount, reference, provider, recorded_by, settled_at)
                VALUES (\(payment.id), \(id), \(payment.method), \(payment.amount), \(payment.reference),
                    \(payment.provider), \(person), \(instant))
                """)
        }
        for refund in change.refunds {
            unit.sql.enqueue(
                "UPDATE payment SET refunded = refunded + \(refund.amount) WHERE id = \(refund.payment)")
            let id = RefundID.new()
            unit.sql.enqueue(
                """
                INSERT INTO refund (id, payment_id, amount, reason, recorded_by, refunded_at, told)
                VALUES (\(id), \(refund.payment), \(refund.amount), \(reason), \(person), \(instant),
                    \(isTold ? refund.amount : .zero))
                """)
            let payment = record.invoice.payments.first { $0.id == refund.payment }
            if !isTold, let payment, let provider = payment.provider {
                order(id, refund.amount, of: payment, from: provider, at: instant, in: unit)
            }
        }
        for part in change.disputes {
            unit.sql.enqueue(
                "UPDATE payment SET disputed = disputed + \(part.amount) WHERE id = \(part.payment)")
        }
        book(change.transfers, on: id, at: instant, in: unit)
        record.version += 1
        unit.sql.enqueue(
            """
            UPDATE invoice SET total = \(record.invoice.total), paid = \(record.invoice.paid),
                status = \(record.invoice.status), version = version + 1
            WHERE id = \(id)
            """)
    }

    /// Gives the invoice its number when its document is first issued: the next of the year, without gaps. The
    /// transaction is its own, so that no registration waits for a number. It also stores what the document says (E8).
    func number(_ id: InvoiceID, at instant: Instant) async throws -> String? {
        try await journal.update { unit in
            let rows = try await unit.sql.query("SELECT number FROM invoice WHERE id = \(id) FOR UPDATE")
            guard let row = rows.first else { return nil }
            if let known = try row.decode(String?.self) { return known }
            let year = associationDay(instant).parts.year
            let drawn = try await unit.sql.query(
                """
                INSERT INTO invoice_number (year, last) VALUES (\(year), 1)
                ON CONFLICT (year) DO UPDATE SET last = invoice_number.last + 1 RETURNING last
                """)
            let last = String(try drawn.first?.value(at: 0, as: Int.self) ?? 1)
            let number = "\(year)-" + String(repeating: "0", count: max(0, 6 - last.count)) + last
            issue(id, as: number, at: instant, in: unit)
            return number
        }
    }

    private func issue(_ id: InvoiceID, as number: String, at instant: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE invoice i SET number = \(number), issued_at = \(instant), version = i.version + 1,
                issued_lines = (SELECT count(*) FROM invoice_line l WHERE l.invoice_id = i.id),
                issued_to = r.person_id,
                issued_for = jsonb_build_object(
                    'title', o.title, 'startsOn', o.starts_on, 'endsOn', o.ends_on, 'city', o.city)
            FROM registration r JOIN offering o ON o.id = r.offering_id
            WHERE i.id = \(id) AND r.id = i.registration_id
            """)
    }

    /// The invoice that a payment belongs to.
    func invoice(ofPayment id: PaymentID, from source: any RowSource) async throws -> InvoiceID? {
        try await source.query("SELECT invoice_id FROM payment WHERE id = \(id)").first?.value(at: 0)
    }

    /// The ledger's columns per account (E8).
    func trialBalance() async throws -> TrialBalance {
        let rows = try await database.query(
            """
            SELECT account, sum(debit)::bigint, sum(credit)::bigint FROM (
                SELECT debit AS account, amount AS debit, 0 AS credit FROM ledger_transfer
                UNION ALL SELECT credit, 0, amount FROM ledger_transfer) AS booked
            GROUP BY account
            """)
        let booked = try rows.map { row in
            let (account, debit, credit) = try row.decode((LedgerAccount, Money, Money).self)
            return TrialBalance.Row(account: account, debit: debit, credit: credit)
        }
        return TrialBalance(
            rows: LedgerAccount.allCases.map { account in
                booked.first { $0.account == account } ?? .init(account: account, debit: .zero, credit: .zero)
            })
    }
}
