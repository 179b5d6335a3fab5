import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A refund with its payment, its invoice and the order to a card provider (E8).
struct RefundRecord: Hashable, Sendable {
    var refund: Refund
    var invoice: InvoiceID
    var invoiceNumber: String?
    var registration: RegistrationID
    var person: PersonID
    /// Whether a bank holds back money of the invoice, or kept it: it may be the money that is to be refunded.
    var hasDispute: Bool
    var reason: String
    var refundedAt: Instant
    var paymentReference: String
    /// The provider that is to carry it out; nil if the office sends it.
    var provider: CardProvider?
    /// The provider's id of the refund once it is done.
    var providerReference: String?
    var attempts: Int
    var lastError: String?
    var sentBy: PersonID?
    var sentAt: Instant?
    var version: Int
}

/// The table of refunds, read with their orders to card providers (E8).
struct RefundRepository: Sendable {
    let database: PostgresClient

    /// A refund that was sent by hand or reported in full is done, except while its order waits; another one is in the
    /// status of its order.
    private static let status: Query = """
        CASE WHEN r.sent_at IS NOT NULL THEN 'done' WHEN o.status = 'waiting' THEN o.status
            WHEN r.reported = r.amount THEN 'done' ELSE coalesce(o.status, 'toSend') END
        """

    private static let refunds = Columns<RefundRecord>(
        """
        r.id, r.payment_id, p.method, r.amount, r.reported, \(status), coalesce(o.attempts > o.without_effect, false),
        r.sent_method, r.sent_reference, r.sent_on, p.invoice_id, i.number, i.registration_id, g.person_id,
        EXISTS (SELECT FROM dispute d WHERE d.invoice_id = i.id AND d.status <> 'won'), r.reason, r.refunded_at,
        p.reference, o.provider, o.provider_id, coalesce(o.attempts, 0), o.last_error, r.sent_by, r.sent_at,
        r.version + coalesce(o.version, 1) - 1
        """
    ) { row in
        var refund = Refund(
            id: try row.next(), payment: try row.next(), method: try row.next(), amount: try row.next(),
            reported: try row.next(), status: try row.next(), mayBeDone: try row.next())
        let (method, reference): (PaymentMethod?, String?) = (try row.next(), try row.next())
        let sentOn: Day? = try row.next()
        if let method, let reference, let sentOn {
            refund.sending = RefundSending(method: method, reference: reference, sentOn: sentOn)
        }
        return RefundRecord(
            refund: refund, invoice: try row.next(), invoiceNumber: try row.next(), registration: try row.next(),
            person: try row.next(), hasDispute: try row.next(), reason: try row.next(), refundedAt: try row.next(),
            paymentReference: try row.next(), provider: try row.next(), providerReference: try row.next(),
            attempts: try row.next(), lastError: try row.next(), sentBy: try row.next(), sentAt: try row.next(),
            version: try row.next())
    }

    private static let tables: Query = """
        refund r JOIN payment p ON p.id = r.payment_id JOIN invoice i ON i.id = p.invoice_id
        JOIN registration g ON g.id = i.registration_id LEFT JOIN provider_refund o ON o.refund_id = r.id
        """

    func find(_ id: RefundID) async throws -> RefundRecord? { try await find(id, from: database) }

    func find(_ id: RefundID, from source: any RowSource) async throws -> RefundRecord? {
        try await source.read(
            .first(Self.refunds, "SELECT \(Self.refunds) FROM \(Self.tables) WHERE r.id = \(id)"))
    }

    /// Locks the refund until the transaction ends (W1): its order first, as the order's dispatch and reports do.
    func lock(_ id: RefundID, in unit: UnitOfWork) async throws -> RefundRecord? {
        unit.sql.enqueue("SELECT FROM provider_refund WHERE refund_id = \(id) FOR UPDATE")
        unit.sql.enqueue("SELECT FROM refund WHERE id = \(id) FOR UPDATE")
        return try await find(id, from: unit.sql)
    }

    /// Returns a page of refunds, the oldest first, and one more if there is one.
    func list(_ status: RefundStatus?, after: RefundID?, limit: Int) async throws -> [RefundRecord] {
        var conditions: [Query] = ["true"]
        switch status {
        // The first condition is that of the index `refund_to_send`.
        case .toSend: conditions.append("r.sent_at IS NULL AND r.reported < r.amount AND o.refund_id IS NULL")
        case .waiting: conditions.append("r.sent_at IS NULL AND o.status = 'waiting'")
        case .failed: conditions.append("r.sent_at IS NULL AND o.status = 'failed' AND r.reported < r.amount")
        case .done: conditions.append("\(Self.status) = 'done'")
        case nil: break
        }
        if let after { conditions.append("r.id > \(after)") }
        return try await database.read(
            .all(
                Self.refunds,
                """
                SELECT \(Self.refunds) FROM \(Self.tables) WHERE \(conditions.joined(separator: " AND "))
                ORDER BY r.id LIMIT \(limit + 1)
                """))
    }

    /// - Parameters:
    ///   - person: Who recorded the refund; nil if nobody did.
    ///   - isReported: Whether the provider reported the refund, so that it is done.
    func insert(
        _ part: InvoiceChange.RefundPart, reason: String, by person: PersonID?, isReported: Bool, at now: Instant,
        in unit: UnitOfWork
    ) -> RefundID {
        let id = RefundID.new()
        unit.sql.enqueue(
            """
            INSERT INTO refund (id, payment_id, amount, reason, recorded_by, refunded_at, reported)
            VALUES (\(id), \(part.payment), \(part.amount), \(reason), \(person), \(now),
                \(isReported ? part.amount : .zero))
            """)
        return id
    }

    /// Writes how a locked refund was sent by hand, under its next version.
    func save(_ sending: RefundSending, of id: RefundID, by person: PersonID, at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE refund SET sent_method = \(sending.method), sent_reference = \(sending.reference),
                sent_on = \(sending.sentOn), sent_by = \(person), sent_at = \(now), version = version + 1
            WHERE id = \(id)
            """)
    }
}

extension RefundStatus: PostgresCodable {}
