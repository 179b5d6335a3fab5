import Contracts
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// What the payment provider tells (E8).
struct ProviderEvent: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case succeeded = "payment.succeeded"
        case failed = "payment.failed"
        case refunded = "charge.refunded"
        case disputed = "charge.disputed"
    }

    var id: String
    var kind: Kind
    var invoice: InvoiceID
    var amount: Money
    var reference: String
}

extension RegistrationStore {
    /// A registration's account under its offering's lock, as every booking begins.
    func account(of id: InvoiceID, in unit: UnitOfWork) async throws -> (Offering, RegistrationAccount)? {
        let rows = try await unit.sql.query("SELECT registration_id FROM invoice WHERE id = \(id)")
        guard let registration: RegistrationID = try rows.first?.value(at: 0),
            let (offering, record) = try await lock(registration: registration, in: unit),
            let invoice = try await invoice(id, locking: true, from: unit.sql)
        else { return nil }
        return (offering, RegistrationAccount(registration: record, invoice: invoice))
    }

    /// Books money that came in; a registration that is paid in full is confirmed. What is known to have gone back of it already is
    /// taken back, and what is too much given back.
    ///
    /// - Parameter by: who recorded it; nil for the provider, whose payments may exceed what is due.
    func pay(
        _ payment: Payment, on locked: (Offering, RegistrationAccount), by person: PersonID?, at instant: Instant,
        in unit: UnitOfWork
    ) async throws -> RegistrationAccount {
        var (offering, account) = locked
        let change = try account.invoice.invoice.pay(payment, mayExceed: person == nil)
        write(
            change, of: &account.invoice, rulePack: policy(at: instant).version, by: person, reason: "", at: instant,
            in: unit)
        try await confirmIfPaid(&account, of: &offering, at: instant, in: unit)
        unit.publish(
            .paymentSettled, PaymentChange(payment.amount, on: account), of: account.invoice.invoice.id, at: instant)
        tell(payment, of: account, at: instant, in: unit)
        if payment.method == .card {
            account = try await takeWaiting(payment.reference, on: (offering, account), at: instant, in: unit)
        }
        settle(&account, reason: "paid more than was due", at: instant, in: unit)
        return account
    }

    /// Gives back what was paid beyond the total, and says so: accounts may have granted a membership for it (B4).
    func settle(
        _ account: inout RegistrationAccount, reason: String, at instant: Instant, in unit: UnitOfWork
    ) {
        let change = account.invoice.invoice.refundOverpayment()
        guard change.refunded > .zero else { return }
        write(
            change, of: &account.invoice, rulePack: policy(at: instant).version, by: nil, reason: reason, at: instant,
            in: unit)
        account.registration.refund += change.refunded
        account.registration.version += 1
        addRefund(change.refunded, to: account.registration.registration.id, in: unit)
        unit.publish(
            .paymentRefunded, PaymentChange(change.refunded, on: account), of: account.invoice.invoice.id, at: instant)
        tellRefund(change.refunded, of: account, at: instant, in: unit)
    }

    /// Confirms a registration whose invoice has nothing due any more.
    func confirmIfPaid(
        _ account: inout RegistrationAccount, of offering: inout Offering, at instant: Instant, in unit: UnitOfWork
    ) async throws {
        guard account.invoice.invoice.balance <= .zero, account.registration.registration.status == .pendingPayment
        else { return }
        var book = try await book(of: offering, in: unit)
        let facts = try book.decide(
            .confirmPayment(account.registration.registration), at: moment(instant, venueZone: offering.venue.timeZone),
            under: policy(at: instant))
        write(facts, of: &offering, at: instant, in: unit)
        guard let fact = facts.first else { return }
        account.registration.registration = fact.registration
        account.registration.version += 1
    }

    /// Gives money of one payment back.
    func refund(
        _ payment: PaymentID, _ amount: Money, reason: String, on locked: (Offering, RegistrationAccount),
        by person: PersonID?, isTold: Bool = false, at instant: Instant, in unit: UnitOfWork
    ) async throws -> RegistrationAccount {
        var account = locked.1
        let change = try account.invoice.invoice.refund(payment, amount)
        write(
            change, of: &account.invoice, rulePack: policy(at: instant).version, by: person, reason: reason,
            isTold: isTold, at: instant, in: unit)
        account.registration.refund += amount
        addRefund(amount, to: account.registration.registration.id, in: unit)
        unit.publish(.paymentRefunded, PaymentChange(amount, on: account), of: account.invoice.invoice.id, at: instant)
        tellRefund(amount, isTold: isTold, of: account, at: instant, in: unit)
        return account
    }

    /// Takes a provider's event, once however often it is sent: its id is kept in the transaction of its effect.
    ///
    /// - Returns: false when there is no such invoice.
    func take(_ event: ProviderEvent, at instant: Instant, in unit: UnitOfWork) async throws -> Bool {
        guard let locked = try await account(of: event.invoice, in: unit) else { return false }
        let new = try await unit.sql.execute(
            """
            INSERT INTO webhook_event (id, type, invoice_id, received_at)
            VALUES (\(event.id), \(event.kind.rawValue), \(event.invoice), \(instant)) ON CONFLICT DO NOTHING
            """)
        guard new == 1 else { return true }
        return try await apply(event, to: locked, at: instant, in: unit)
    }

    private func apply(
        _ event: ProviderEvent, to locked: (Offering, RegistrationAccount), at instant: Instant, in unit: UnitOfWork
    ) async throws -> Bool {
        switch event.kind {
        case .failed: break
        case .succeeded:
            let payment = Payment(id: .new(), method: .card, amount: event.amount, reference: event.reference)
            try await take(payment, on: locked, at: instant, in: unit)
        case .refunded:
            let cards = locked.1.invoice.invoice.cardPayments(matching: event.reference).map(\.id)
            // What went another way is none of this provider's.
            let own = try await tellOfOwn(
                event.amount, of: cards, where: "sent_at IS NULL OR sent_method = 'card'", in: unit)
            guard own < event.amount else { break }
            _ = try await takeBack(event.amount - own, event.reference, on: locked, at: instant, in: unit)
        case .disputed:
            // This provider's form has no dispute's id: the event is the dispute.
            let dispute = DisputeNotice(id: "event:" + event.id, reference: event.reference, amount: event.amount)
            _ = try await open(dispute, on: locked, at: instant, in: unit)
        }
        return true
    }

    /// Books a payment that a provider tells of, once.
    func take(
        _ payment: Payment, on locked: (Offering, RegistrationAccount), at instant: Instant, in unit: UnitOfWork
    ) async throws {
        guard !locked.1.invoice.invoice.hasBooked(payment) else { return }
        _ = try await pay(payment, on: locked, by: nil, at: instant, in: unit)
    }

    /// What we gave back ourselves comes back from the provider as a report, and is booked already: how much of this one is
    /// such a report.
    func tellOfOwn(
        _ amount: Money, of payments: [PaymentID], where condition: Query, in unit: UnitOfWork
    ) async throws -> Money {
        var rest = amount
        for row in try await unit.sql.query(
            """
            SELECT id, amount - told FROM refund WHERE payment_id = ANY(\(payments)) AND told < amount AND (\(condition))
            ORDER BY refunded_at, id FOR UPDATE
            """)
        {
            let (id, untold) = try row.decode((RefundID, Money).self)
            let part = min(rest, untold)
            guard part > .zero else { break }
            rest -= part
            unit.sql.enqueue("UPDATE refund SET told = told + \(part), version = version + 1 WHERE id = \(id)")
        }
        return amount - rest
    }

    /// The provider gave money back. What is more than is left waits under its reference: the provider's events come in any order.
    func takeBack(
        _ amount: Money, _ reference: String, on locked: (Offering, RegistrationAccount), at instant: Instant,
        in unit: UnitOfWork
    ) async throws -> RegistrationAccount {
        var locked = locked
        let (parts, rest) = locked.1.invoice.invoice.parts(of: amount, reference: reference)
        for part in parts {
            locked.1 = try await refund(
                part.payment, part.amount, reason: "told by the provider", on: locked, by: nil, isTold: true,
                at: instant, in: unit)
        }
        if rest > .zero {
            unit.sql.enqueue(
                """
                INSERT INTO unapplied_refund (invoice_id, reference, disputed, amount)
                VALUES (\(locked.1.invoice.invoice.id), \(reference), false, \(rest))
                ON CONFLICT (invoice_id, reference, disputed)
                    DO UPDATE SET amount = unapplied_refund.amount + excluded.amount
                """)
        }
        return locked.1
    }

    /// Takes what waits for money under this reference: refunds and disputes that were told of before it came.
    func takeWaiting(
        _ reference: String, on locked: (Offering, RegistrationAccount), at instant: Instant, in unit: UnitOfWork
    ) async throws -> RegistrationAccount {
        var locked = locked
        let waiting = try await unit.sql.query(
            """
            DELETE FROM unapplied_refund WHERE invoice_id = \(locked.1.invoice.invoice.id) AND reference = \(reference)
            RETURNING amount
            """)
        for row in waiting {
            locked.1 = try await takeBack(try row.value(at: 0), reference, on: locked, at: instant, in: unit)
        }
        return try await holdWaiting(reference, on: locked, at: instant, in: unit)
    }

    /// E1: a membership that was in force and granted when the person registered has become known: the difference to the member
    /// price is credited by a line of its own.
    func correct(
        _ id: RegistrationID, at instant: Instant, in unit: UnitOfWork
    ) async throws {
        guard var (offering, record) = try await lock(registration: id, in: unit),
            record.registration.status.isActive,
            let line = record.quote.membershipCorrection()
        else { return }
        record.quote.lines.append(line)
        record.registration.rateCategory = .member
        record.quote.rateCategory = .member
        record.registration.total = record.quote.total
        try reprice(record, in: unit)
        guard let invoiceID = record.invoice, let invoice = try await invoice(invoiceID, locking: true, from: unit.sql)
        else { return }
        var account = RegistrationAccount(registration: record, invoice: invoice)
        let change = account.invoice.invoice.charge([line])
        write(
            change, of: &account.invoice, rulePack: record.quote.rulePack, by: nil, reason: "", at: instant, in: unit)
        try await confirmIfPaid(&account, of: &offering, at: instant, in: unit)
        tellCorrection(of: account, at: instant, in: unit)
        settle(&account, reason: "the price was corrected", at: instant, in: unit)
    }
}
