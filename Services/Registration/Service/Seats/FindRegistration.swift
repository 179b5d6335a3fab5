import Postgres
import Primitives
import RegistrationDomain
import UseCases

/// A registration with its invoice, its place in the waitlist and its completion.
struct RegistrationDetails: Sendable {
    var record: RegistrationRecord
    var invoice: InvoiceRecord?
    var position: Int?
    /// The completion that is not voided.
    var completion: CompletionID?
}

/// Finds registrations for those who may know of them.
struct FindRegistration: Sendable {
    let policies: Policies
    let people: PersonRepository
    let registrations: RegistrationRepository
    let invoices: InvoiceRepository
    let access: RegistrationAccess
    let completions: CompletionRepository

    /// Returns a registration.
    ///
    /// - Throws: `NotFound`, also for a principal who may not know of it.
    func callAsFunction(
        _ id: RegistrationID, for principal: Principal, at now: Instant
    ) async throws -> RegistrationDetails {
        guard let record = try await registrations.find(id) else { throw NotFound() }
        _ = try await access.standing(
            of: principal, towards: record, reading: true, at: now, from: registrations.database)
        return try await details(of: record, from: registrations.database)
    }

    /// Returns a page of the principal's own registrations under all of their identities, the newest first, and one
    /// more if there is one.
    func own(
        _ principal: Principal, after: RegistrationID?, limit: Int, at now: Instant
    ) async throws -> [RegistrationDetails] {
        let database = registrations.database
        let standing = try await people.standing(
            of: principal.personID, on: policies.associationDay(now), from: database)
        let records = try await registrations.list(of: standing.identities, after: after, limit: limit)
        let invoices = try await invoices.find(records.compactMap(\.invoice), from: database)
        let completed = try await completions.ids(of: records.map(\.registration.id), from: database)
        let positions = try await registrations.positions(of: records, from: database)
        return records.map { record in
            let id = record.registration.id
            return RegistrationDetails(
                record: record, invoice: record.invoice.flatMap { invoices[$0] }, position: positions[id],
                completion: completed[id])
        }
    }

    /// Returns what is stored with a registration.
    func details(of record: RegistrationRecord, from source: any RowSource) async throws -> RegistrationDetails {
        var details = RegistrationDetails(record: record)
        if let id = record.invoice { details.invoice = try await invoices.find(id, from: source) }
        details.position = try await registrations.position(of: record, from: source)
        let id = record.registration.id
        details.completion = try await completions.ids(of: [id], from: source)[id]
        return details
    }
}
