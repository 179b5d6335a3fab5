import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Awards a scholarship (E5). If the applicant is registered for the class, the award is a line on their invoice, which
/// is a credit if the invoice was paid.
struct AwardScholarship: Sendable {
    struct Command: Sendable {
        var scholarship: ScholarshipID
        var match: VersionMatch
        var award: ScholarshipAward
        var by: PersonID
    }

    let policies: Policies
    let offerings: OfferingRepository
    let people: PersonRepository
    let registrations: RegistrationRepository
    let scholarships: ScholarshipRepository
    let invoices: InvoiceRepository
    let book: BookInvoiceChange
    let settle: SettleInvoice
    let mail: BillingMail

    /// - Throws: `NotFound`, `VersionMismatch`, `ScholarshipRejection`, `OfferingUnknown`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Scholarship {
        Rule.keep(.E5)
        guard var scholarship = try await scholarships.lock(command.scholarship, in: unit) else { throw NotFound() }
        try command.match.require(scholarship.version)
        try scholarship.award(command.award, by: command.by, at: now)
        guard let offering = try await offerings.lock(scholarship.offering, in: unit) else { throw OfferingUnknown() }
        scholarship = scholarships.save(scholarship, in: unit)
        let identities = try await people.standing(
            of: scholarship.person, on: policies.associationDay(now), from: unit.sql
        ).identities
        let records = try await registrations.active(in: offering.id, from: unit.sql)
        if let record = records.first(where: { scholarship.covers($0.registration, identities: identities) }) {
            try await apply(command, to: record, of: offering, at: now, in: unit)
            scholarship.registration = record.registration.id
            scholarship = scholarships.save(scholarship, in: unit)
        }
        mail.enqueue(scholarship, at: now, in: unit)
        return scholarship
    }

    private func apply(
        _ command: Command, to registered: RegistrationRecord, of locked: Offering, at now: Instant,
        in unit: UnitOfWork
    ) async throws {
        var (offering, record) = (locked, registered)
        var invoice: InvoiceRecord?
        if let id = record.invoice { invoice = try await invoices.lock(id, in: unit) }
        let line = record.registration.apply(command.award, to: &record.quote, due: invoice?.invoice.balance)
        guard let line else { return }
        record = try registrations.saveQuote(record, in: unit)
        guard let invoice else { return }
        var account = RegistrationAccount(registration: record, invoice: invoice)
        let change = account.invoice.invoice.charge([line])
        account.invoice = book(
            change, of: account.invoice, from: .init(rulePack: policies.policy(at: now).version, by: command.by),
            at: now, in: unit)
        try await settle.confirmIfPaid(&account, of: &offering, at: now, in: unit)
    }
}
