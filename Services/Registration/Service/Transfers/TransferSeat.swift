import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Transfers a seat to another person, for a fee that is a line of its own (D4).
struct TransferSeat: Sendable {
    struct Command: Sendable {
        var registration: RegistrationID
        var match: VersionMatch
        var to: RegistrantReference
        var by: Principal
    }

    let policies: Policies
    let registrations: RegistrationRepository
    let seats: SeatBookRepository
    let transfers: TransferRepository
    let scholarships: ScholarshipRepository
    let invoices: InvoiceRepository
    let access: RegistrationAccess
    let findRegistrant: FindRegistrant
    let changes: SeatChanges
    let book: BookInvoiceChange
    let settle: SettleInvoice

    /// - Throws: `NotFound`, also for a principal who may not know of it; `VersionMismatch`; `RegistrantRejection`,
    ///   also for a person who has a registration for the class; `KindRejection`; `SeatRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> RegistrationRecord {
        Rule.keep(.D4, .D6)
        let principal = command.by
        let locked = try await access.lock(
            command.registration, for: principal, match: command.match, at: now, in: unit)
        let person = try await findRegistrant.person(command.to, from: unit.sql)
        let target = try await findRegistrant.eligible(
            person, for: principal, isOwnSeat: locked.standing == .holder, at: now, from: unit.sql)
        do {
            return try await transfer(locked, to: target, by: principal, at: now, in: unit)
        } catch SeatRejection.alreadyRegistered {
            throw RegistrantRejection.notEligible
        }
    }

    private func transfer(
        _ locked: LockedRegistration, to target: PersonStanding, by principal: Principal, at now: Instant,
        in unit: UnitOfWork
    ) async throws -> RegistrationRecord {
        let (offering, before) = (locked.offering, locked.record)
        let policy = policies.policy(at: now)
        let award = try await award(for: target, before, in: unit)
        let transfer = try SeatTransfer.decide(
            before.registration, quote: before.quote, course: offering.course,
            to: target.registrant(award: award?.award), byStaff: principal.isStaff, under: policy)
        var book = try await seats.find(of: offering, people: [target], asking: before.registration.id, in: unit)
        let facts = try book.decide(
            .transfer(transfer.registration, to: target.person), at: policies.moment(now, at: offering), under: policy)
        let changed = changes.record(facts, of: offering, at: now, in: unit)
        var record = before
        record.quote = transfer.quote
        record = record.applying(facts[0])
        transfers.insert(
            TransferRecord(
                registration: record.registration.id, from: before.registration.person, to: target.person,
                fee: policy.transferFee, rulePack: policy.version, by: principal.personID, at: now), in: unit)
        if transfer.changesPrice { record = try registrations.saveQuote(record, in: unit) }
        if let award { scholarships.use(award.id, for: record.registration.id, in: unit) }
        guard !transfer.lines.isEmpty, let id = record.invoice,
            let invoice = try await invoices.lock(id, in: unit)
        else { return record }
        let account = RegistrationAccount(registration: record, invoice: invoice)
        return try await charge(
            transfer.lines, to: account, of: changed, by: principal.personID, at: now, in: unit)
    }

    /// Returns the award that a scholarship's seat needs of its new holder (E5).
    private func award(
        for target: PersonStanding, _ record: RegistrationRecord, in unit: UnitOfWork
    ) async throws -> Scholarship? {
        guard SeatTransfer.kind(of: record.registration, quote: record.quote) == .scholarship else { return nil }
        return try await scholarships.openAward(for: target.person, in: record.offering, from: unit.sql)
    }

    /// Books the fee and the correction, confirms the registration if nothing is due any more, and refunds what was
    /// paid beyond the new price (E8).
    private func charge(
        _ lines: [PriceLine], to locked: RegistrationAccount, of locking: Offering, by person: PersonID,
        at now: Instant, in unit: UnitOfWork
    ) async throws -> RegistrationRecord {
        var (account, offering) = (locked, locking)
        let change = account.invoice.invoice.charge(lines)
        account.invoice = book(
            change, of: account.invoice, from: .init(rulePack: policies.policy(at: now).version, by: person), at: now,
            in: unit)
        try await settle.confirmIfPaid(&account, of: &offering, at: now, in: unit)
        let invoice = account.invoice.invoice
        if invoice.isSettled(since: locked.invoice.invoice) {
            unit.publish(.paymentSettled, PaymentChange(.zero, on: account), of: invoice.id, at: now)
        }
        settle.refundOverpayment(of: &account, because: "the seat went to another person", at: now, in: unit)
        return account.registration
    }
}
