import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A refund as the office looks after it: whose, how the money came in, how far it is on its way back (E8).
struct RefundRecord: Sendable {
    var id: RefundID
    var status: RefundStatus
    var payment: PaymentID
    var invoice: InvoiceID
    var number: String?
    var registration: RegistrationID
    var person: PersonID
    var amount: Money
    /// What of it a provider has told of.
    var told: Money
    /// A bank holds money of the invoice back, or has taken it: it may be the same that is to go back.
    var hasDispute: Bool
    var reason: String
    var refundedAt: Instant
    /// The payment's.
    var method: PaymentMethod
    var paymentReference: String
    var provider: CardProvider?
    /// The provider's own id of the refund, when it is done.
    var providerReference: String?
    var attempts: Int
    /// An attempt may have come to the provider.
    var mayBeDone: Bool
    var lastError: String?
    var sending: RefundSending?
    var sentBy: PersonID?
    var sentAt: Instant?
    var version: Int

    /// What is still to go back.
    var left: Money { status.outstanding(of: amount, reported: told) }
}

extension RegistrationStore {
    /// What was sent by hand or told by a provider is done; another order to a provider is as far as the provider is.
    private static let refundStatus: Query = """
        CASE WHEN r.sent_at IS NOT NULL THEN 'done' WHEN o.status = 'waiting' THEN o.status
            WHEN r.told = r.amount THEN 'done' ELSE coalesce(o.status, 'toSend') END
        """

    private static let refundQuery: Query = """
        SELECT r.id, \(refundStatus), r.payment_id, p.invoice_id, i.number, i.registration_id, g.person_id, r.amount,
            r.told, EXISTS (SELECT FROM dispute d WHERE d.invoice_id = i.id AND d.status <> 'won'), r.reason,
            r.refunded_at, p.method, p.reference, o.provider, o.provider_id, coalesce(o.attempts, 0),
            coalesce(o.attempts > o.not_taken, false), o.last_error, r.sent_method, r.sent_reference, r.sent_on,
            r.sent_by, r.sent_at, r.version + coalesce(o.version, 1) - 1
        FROM refund r JOIN payment p ON p.id = r.payment_id JOIN invoice i ON i.id = p.invoice_id
        JOIN registration g ON g.id = i.registration_id LEFT JOIN provider_refund o ON o.refund_id = r.id
        """

    private static func refund(_ row: Row) throws -> RefundRecord {
        let (
            id, status, payment, invoice, number, registration, person, amount, told, hasDispute, reason, refundedAt,
            method, reference, provider, providerReference, attempts, mayBeDone, error, sentMethod, sentReference,
            sentOn, sentBy, sentAt, version
        ) = try row.decode(
            (
                RefundID, RefundStatus, PaymentID, InvoiceID, String?, RegistrationID, PersonID, Money, Money, Bool,
                String, Instant, PaymentMethod, String, CardProvider?, String?, Int, Bool, String?, PaymentMethod?,
                String?, Day?, PersonID?, Instant?, Int
            ).self)
        var sending: RefundSending?
        if let sentMethod, let sentReference, let sentOn {
            sending = RefundSending(method: sentMethod, reference: sentReference, sentOn: sentOn)
        }
        return RefundRecord(
            id: id, status: status, payment: payment, invoice: invoice, number: number, registration: registration,
            person: person, amount: amount, told: told, hasDispute: hasDispute, reason: reason, refundedAt: refundedAt,
            method: method, paymentReference: reference, provider: provider, providerReference: providerReference,
            attempts: attempts, mayBeDone: mayBeDone, lastError: error, sending: sending, sentBy: sentBy,
            sentAt: sentAt, version: version)
    }

    /// A page of refunds, the oldest first, one more than the limit.
    func refunds(_ status: RefundStatus?, after: RefundID?, limit: Int) async throws -> [RefundRecord] {
        var conditions: [Query] = ["true"]
        switch status {
        // As the index has them.
        case .toSend: conditions.append("r.sent_at IS NULL AND r.told < r.amount AND o.refund_id IS NULL")
        case .waiting: conditions.append("r.sent_at IS NULL AND o.status = 'waiting'")
        case .failed: conditions.append("r.sent_at IS NULL AND o.status = 'failed' AND r.told < r.amount")
        case .done: conditions.append("\(Self.refundStatus) = 'done'")
        case nil: break
        }
        if let after { conditions.append("r.id > \(after)") }
        return try await database.query(
            """
            \(Self.refundQuery) WHERE \(conditions.joined(separator: " AND ")) ORDER BY r.id LIMIT \(limit + 1)
            """
        ).map(Self.refund)
    }

    func refund(_ id: RefundID, locking: Bool = false, from source: any RowSource) async throws -> RefundRecord? {
        if locking {
            // The order before the refund, as its dispatcher and the provider's words have it.
            _ = try await source.query("SELECT FROM provider_refund WHERE refund_id = \(id) FOR UPDATE")
            _ = try await source.query("SELECT FROM refund WHERE id = \(id) FOR UPDATE")
        }
        return try await source.query("\(Self.refundQuery) WHERE r.id = \(id)").first.map(Self.refund)
    }

    /// Takes down who sent a refund by hand, books it where it went another way than it came, and takes back its order.
    func send(
        _ sending: RefundSending, _ refund: RefundRecord, booking transfers: [LedgerTransfer], by person: PersonID,
        at instant: Instant, in unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            UPDATE refund SET sent_method = \(sending.method), sent_reference = \(sending.reference),
                sent_on = \(sending.sentOn), sent_by = \(person), sent_at = \(instant), version = version + 1
            WHERE id = \(refund.id)
            """)
        unit.sql.enqueue(
            """
            UPDATE provider_refund SET status = 'failed', version = version + 1,
                last_error = coalesce(last_error, 'not ordered: sent by hand')
            WHERE refund_id = \(refund.id) AND status = 'waiting'
            """)
        book(transfers, on: refund.invoice, at: instant, in: unit)
    }

    func book(_ transfers: [LedgerTransfer], on invoice: InvoiceID, at instant: Instant, in unit: UnitOfWork) {
        guard !transfers.isEmpty else { return }
        unit.sql.enqueue(
            """
            INSERT INTO ledger_transfer (invoice_id, debit, credit, amount, booked_at)
            SELECT \(invoice), debit, credit, amount, \(instant)
            FROM unnest(\(transfers.map(\.debit)), \(transfers.map(\.credit)),
                \(transfers.map(\.amount))) AS transfer (debit, credit, amount)
            """)
    }
}
