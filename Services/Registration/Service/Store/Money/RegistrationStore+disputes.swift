import Contracts
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A payer's bank disputes a payment, by the provider's word.
struct DisputeNotice: Sendable {
    var id: String
    /// The payment's own, at the provider.
    var reference: String
    var amount: Money
}

/// E8: chargebacks. The bank takes the sum at once, and it is due again; a dispute that is won brings it back, one that is lost
/// changes nothing any more. Notices come in any order and more than once.
extension RegistrationStore {
    /// - Parameter status: `lost` when the end is told of before the beginning.
    func open(
        _ dispute: DisputeNotice, status: DisputeStatus = .open, on locked: (Offering, RegistrationAccount),
        at instant: Instant, in unit: UnitOfWork
    ) async throws -> RegistrationAccount {
        let closedAt: Instant? = status == .open ? nil : instant
        let new = try await unit.sql.execute(
            """
            INSERT INTO dispute (id, invoice_id, reference, amount, status, opened_at, closed_at)
            VALUES (\(dispute.id), \(locked.1.invoice.invoice.id), \(dispute.reference), \(dispute.amount), \(status),
                \(instant), \(closedAt)) ON CONFLICT DO NOTHING
            """)
        guard new == 1, status != .won else { return locked.1 }
        return try await hold(dispute, isLost: status == .lost, on: locked, at: instant, in: unit)
    }

    /// The bank has decided.
    func close(
        _ dispute: DisputeNotice, won: Bool, on locked: (Offering, RegistrationAccount), at instant: Instant,
        in unit: UnitOfWork
    ) async throws -> RegistrationAccount {
        let status: DisputeStatus = won ? .won : .lost
        let closed = try await unit.sql.execute(
            """
            UPDATE dispute SET status = \(status), closed_at = \(instant) WHERE id = \(dispute.id) AND status = 'open'
            """)
        guard closed == 1 else {
            return try await open(dispute, status: status, on: locked, at: instant, in: unit)
        }
        if won { return try await reinstate(dispute, on: locked, at: instant, in: unit) }
        lose(locked.1, at: instant, in: unit)
        return locked.1
    }

    /// Takes what disputes under this reference have not found yet.
    func holdWaiting(
        _ reference: String, on locked: (Offering, RegistrationAccount), at instant: Instant, in unit: UnitOfWork
    ) async throws -> RegistrationAccount {
        let waiting = try await unit.sql.query(
            """
            SELECT d.id, d.amount - coalesce(sum(p.amount), 0)::bigint, d.status = 'lost' FROM dispute d
            LEFT JOIN dispute_part p ON p.dispute_id = d.id
            WHERE d.invoice_id = \(locked.1.invoice.invoice.id) AND d.reference = \(reference) AND d.status <> 'won'
            GROUP BY d.id HAVING d.amount > coalesce(sum(p.amount), 0) ORDER BY d.id
            """)
        var locked = locked
        for row in waiting {
            let (id, rest, isLost) = try row.decode((String, Money, Bool).self)
            let dispute = DisputeNotice(id: id, reference: reference, amount: rest)
            locked.1 = try await hold(dispute, isLost: isLost, on: locked, at: instant, in: unit)
        }
        return locked.1
    }

    private func hold(
        _ dispute: DisputeNotice, isLost: Bool, on locked: (Offering, RegistrationAccount), at instant: Instant,
        in unit: UnitOfWork
    ) async throws -> RegistrationAccount {
        var account = locked.1
        let parts = account.invoice.invoice.parts(of: dispute.amount, reference: dispute.reference).parts
        for part in parts {
            let change = try account.invoice.invoice.dispute(part.payment, part.amount)
            write(
                change, of: &account.invoice, rulePack: policy(at: instant).version, by: nil, reason: "", at: instant,
                in: unit)
            unit.sql.enqueue(
                """
                INSERT INTO dispute_part (dispute_id, payment_id, amount)
                VALUES (\(dispute.id), \(part.payment), \(part.amount))
                ON CONFLICT (dispute_id, payment_id) DO UPDATE SET amount = dispute_part.amount + excluded.amount
                """)
        }
        let sum = parts.reduce(Money.zero) { $0 + $1.amount }
        if sum > .zero {
            unit.publish(.paymentDisputed, PaymentChange(sum, on: account), of: account.invoice.invoice.id, at: instant)
            if isLost { lose(account, at: instant, in: unit) }
        }
        return account
    }

    /// B4: the money that was disputed has gone back for good. It went with the dispute, so there is no amount any more.
    private func lose(_ account: RegistrationAccount, at instant: Instant, in unit: UnitOfWork) {
        unit.publish(.paymentRefunded, PaymentChange(.zero, on: account), of: account.invoice.invoice.id, at: instant)
    }

    private func reinstate(
        _ dispute: DisputeNotice, on locked: (Offering, RegistrationAccount), at instant: Instant, in unit: UnitOfWork
    ) async throws -> RegistrationAccount {
        var (offering, account) = locked
        let parts = try await unit.sql.query(
            "SELECT payment_id, amount FROM dispute_part WHERE dispute_id = \(dispute.id) ORDER BY payment_id"
        ).map { try $0.decode((PaymentID, Money).self) }
        for (payment, amount) in parts {
            let change = try account.invoice.invoice.reinstate(payment, amount)
            write(
                change, of: &account.invoice, rulePack: policy(at: instant).version, by: nil, reason: "", at: instant,
                in: unit)
        }
        let sum = parts.reduce(Money.zero) { $0 + $1.1 }
        guard sum > .zero else { return account }
        try await confirmIfPaid(&account, of: &offering, at: instant, in: unit)
        unit.publish(.paymentSettled, PaymentChange(sum, on: account), of: account.invoice.invoice.id, at: instant)
        account = try await takeWaiting(dispute.reference, on: (offering, account), at: instant, in: unit)
        settle(&account, reason: "paid more than was due", at: instant, in: unit)
        return account
    }
}
