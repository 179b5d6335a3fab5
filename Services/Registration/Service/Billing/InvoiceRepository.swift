import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The tables of invoices, their lines and their numbers (E8).
struct InvoiceRepository: Sendable {
    let database: PostgresClient

    private static let invoices = Columns<InvoiceRecord>(
        """
        id, registration_id, offering_id, number, purchase_order, made_at, version, issued_at, issued_lines, issued_to,
        issued_for
        """
    ) { row in
        var record = InvoiceRecord(
            invoice: Invoice(id: try row.next()), registration: try row.next(), offering: try row.next(),
            number: try row.next(), purchaseOrder: try row.next(), madeAt: try row.next(), version: try row.next())
        let (at, lines): (Instant?, Int?) = (try row.next(), try row.next())
        let (person, subject): (PersonID?, JSON?) = (try row.next(), try row.next())
        if let at, let lines, let person, let subject {
            record.issue = InvoiceIssue(at: at, lines: lines, person: person, subject: try subject.decoded())
        }
        return record
    }

    private static let lines = Columns<(invoice: InvoiceID, line: PriceLine, at: Instant)>(
        "invoice_id, code, description, amount, reason, made_at"
    ) { row in
        (
            try row.next(),
            PriceLine(
                code: try row.next(), description: try row.next(), amount: try row.next(), reason: try row.next()),
            try row.next()
        )
    }

    func find(_ id: InvoiceID) async throws -> InvoiceRecord? { try await find(id, from: database) }

    func find(_ id: InvoiceID, from source: any RowSource) async throws -> InvoiceRecord? {
        try await find([id], from: source)[id]
    }

    func find(_ ids: [InvoiceID], from source: any RowSource) async throws -> [InvoiceID: InvoiceRecord] {
        try await read(ids, locking: "", from: source)
    }

    /// Locks the invoice until the transaction ends (W1).
    func lock(_ id: InvoiceID, in unit: UnitOfWork) async throws -> InvoiceRecord? {
        try await lock([id], in: unit)[id]
    }

    /// Locks the invoices in the order of their ids. Their lines and payments are read after the locks are held.
    func lock(_ ids: [InvoiceID], in unit: UnitOfWork) async throws -> [InvoiceID: InvoiceRecord] {
        try await read(ids, locking: "FOR UPDATE", from: unit.sql)
    }

    private func read(
        _ ids: [InvoiceID], locking: Query, from source: any RowSource
    ) async throws -> [InvoiceID: InvoiceRecord] {
        guard !ids.isEmpty else { return [:] }
        let (records, lines, payments) = try await source.read(
            Reading.all(
                Self.invoices, "SELECT \(Self.invoices) FROM invoice WHERE id = ANY(\(ids)) ORDER BY id \(locking)"),
            // LATERAL looks up the lines of one invoice at a time. For `= ANY` the planner keeps a plan that it made
            // while the table was small, which reads all of it.
            Reading.all(
                Self.lines,
                """
                SELECT \(Self.lines) FROM unnest(\(ids)) AS wanted (id) CROSS JOIN LATERAL
                    (SELECT * FROM invoice_line WHERE invoice_id = wanted.id OFFSET 0) AS line
                ORDER BY invoice_id, position
                """),
            PaymentRepository.payments(of: ids))
        var found = Dictionary(uniqueKeysWithValues: records.map { ($0.invoice.id, $0) })
        for (id, line, at) in lines {
            found[id]?.lineTimes.append(at)
            found[id]?.invoice.lines.append(line)
        }
        for (id, payment) in payments { found[id]?.invoice.payments.append(payment) }
        return found
    }

    /// Returns the registration that an invoice bills.
    func registration(of id: InvoiceID, in unit: UnitOfWork) async throws -> RegistrationID? {
        try await unit.sql.read(
            .first(RegistrationID.self, "SELECT registration_id FROM invoice WHERE id = \(id)"))
    }

    /// Inserts lines that are the last ones of the record.
    func insert(
        _ lines: [PriceLine], of record: InvoiceRecord, rulePack: String, at now: Instant, in unit: UnitOfWork
    ) {
        guard !lines.isEmpty else { return }
        unit.sql.enqueue(
            """
            INSERT INTO invoice_line (invoice_id, position, code, description, amount, reason, rule_pack, made_at)
            SELECT \(record.invoice.id), \(record.invoice.lines.count - lines.count) + position, code, description,
                amount, reason, \(rulePack), \(now)
            FROM unnest(\(lines.map(\.code)), \(lines.map(\.description)), \(lines.map(\.amount)),
                \(lines.map(\.reason))) WITH ORDINALITY AS line (code, description, amount, reason, position)
            """)
    }

    /// Writes the sums and the status of a locked invoice under its next version.
    ///
    /// - Returns: the record as it is stored.
    func save(_ record: InvoiceRecord, in unit: UnitOfWork) -> InvoiceRecord {
        var saved = record
        saved.version += 1
        unit.sql.enqueue(
            """
            UPDATE invoice SET total = \(record.invoice.total), paid = \(record.invoice.paid),
                status = \(record.invoice.status), version = \(saved.version)
            WHERE id = \(record.invoice.id) AND version = \(record.version)
            """)
        return saved
    }

    /// Draws the next number of a year. Numbers have no gaps, since a transaction that fails returns its number.
    func drawNumber(of year: Int, in unit: UnitOfWork) async throws -> InvoiceNumber {
        let count = try await unit.sql.read(
            .scalar(
                Int.self,
                """
                INSERT INTO invoice_number (year, last) VALUES (\(year), 1)
                ON CONFLICT (year) DO UPDATE SET last = invoice_number.last + 1 RETURNING last
                """))
        return InvoiceNumber(year: year, count: count)
    }

    /// Stores the number of a locked invoice, and what its document states from now on.
    func issue(_ id: InvoiceID, as number: InvoiceNumber, at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE invoice i SET number = \(number.description), issued_at = \(now), version = i.version + 1,
                issued_lines = (SELECT count(*) FROM invoice_line l WHERE l.invoice_id = i.id),
                issued_to = r.person_id,
                issued_for = jsonb_build_object(
                    'title', o.title, 'startsOn', o.starts_on, 'endsOn', o.ends_on, 'city', o.city)
            FROM registration r JOIN offering o ON o.id = r.offering_id
            WHERE i.id = \(id) AND r.id = i.registration_id
            """)
    }
}

extension InvoiceStatus: PostgresCodable {}
extension PriceLine.Code: PostgresCodable {}
extension PriceLine.Code: PostgresArrayElement {}
