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

    /// Books money that came in; a registration that is paid in full is confirmed.
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
        unit.publish(.settled, payment.amount, account, at: instant)
        return account
    }

    /// Confirms a registration whose invoice has nothing due any more.
    func confirmIfPaid(
        _ account: inout RegistrationAccount, of offering: inout Offering, at instant: Instant, in unit: UnitOfWork
    ) async throws {
        guard account.invoice.invoice.balance <= .zero, account.registration.registration.status == .pendingPayment
        else { return }
        var book = try await book(of: offering, in: unit)
        let facts = try book.decide(
            .settle(account.registration.registration), at: moment(instant, venueZone: offering.venue.timeZone),
            under: policy(at: instant))
        write(facts, of: &offering, at: instant, in: unit)
        if let fact = facts.first { account.registration.registration = fact.registration }
    }

    /// Gives money of one payment back.
    func refund(
        _ payment: PaymentID, _ amount: Money, reason: String, on locked: (Offering, RegistrationAccount),
        by person: PersonID?, step: PaymentStep = .refunded, at instant: Instant, in unit: UnitOfWork
    ) async throws -> RegistrationAccount {
        var account = locked.1
        let change = try account.invoice.invoice.refund(payment, amount)
        write(
            change, of: &account.invoice, rulePack: policy(at: instant).version, by: person, reason: reason,
            at: instant, in: unit)
        account.registration.refund += amount
        addRefund(amount, to: account.registration.registration.id, in: unit)
        unit.publish(step, amount, account, at: instant)
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
        switch event.kind {
        case .failed: break
        case .succeeded:
            let payment = Payment(id: .new(), method: .card, amount: event.amount, reference: event.reference)
            _ = try await pay(payment, on: locked, by: nil, at: instant, in: unit)
        case .refunded, .disputed:
            try await takeBack(event, on: locked, at: instant, in: unit)
        }
        return true
    }

    /// The provider gave money back, or a bank took it: from the payment with its reference, then from later card payments; never
    /// more than is left of them.
    private func takeBack(
        _ event: ProviderEvent, on locked: (Offering, RegistrationAccount), at instant: Instant, in unit: UnitOfWork
    ) async throws {
        var locked = locked
        var due = event.amount
        let cards = locked.1.invoice.invoice.payments.filter { $0.method == .card && $0.kept > .zero }
        let named = cards.filter { $0.reference == event.reference }
        for payment in named + cards.filter({ $0.reference != event.reference }).reversed() where due > .zero {
            let amount = min(due, payment.kept)
            due -= amount
            locked.1 = try await refund(
                payment.id, amount, reason: event.kind.rawValue, on: locked, by: nil,
                step: event.kind == .disputed ? .disputed : .refunded, at: instant, in: unit)
        }
    }

    /// E1: a membership that was in force and granted when the person registered has become known: the difference to the member
    /// price is credited by a line of its own.
    func correct(
        _ id: RegistrationID, at instant: Instant, in unit: UnitOfWork
    ) async throws {
        guard var (offering, record) = try await lock(registration: id, in: unit),
            record.registration.status.isActive,
            let line = record.quote.membershipCorrection(prices: offering.prices)
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
    }
}
