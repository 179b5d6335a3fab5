import Primitives
import RegistrationDomain
import UseCases

/// Finds applications for scholarships: one's own under any identity, and for staff and auditors all of them (E5).
struct FindScholarship: Sendable {
    let policies: Policies
    let people: PersonRepository
    let scholarships: ScholarshipRepository

    /// - Throws: `NotFound`, also for everybody who may not know of it.
    func callAsFunction(_ id: ScholarshipID, for principal: Principal, at now: Instant) async throws -> Scholarship {
        Rule.keep(.E5)
        guard let scholarship = try await scholarships.find(id) else { throw NotFound() }
        if principal.readsAsStaff { return scholarship }
        guard try await identities(of: principal, at: now).contains(scholarship.person) else { throw NotFound() }
        return scholarship
    }

    /// Returns a page of those that the principal may know of, and one more if there is one.
    func page(
        for principal: Principal, at now: Instant, after: ScholarshipID?, limit: Int
    ) async throws -> [Scholarship] {
        Rule.keep(.E5)
        let people = principal.readsAsStaff ? nil : try await identities(of: principal, at: now)
        return try await scholarships.list(of: people, after: after, limit: limit)
    }

    private func identities(of principal: Principal, at now: Instant) async throws -> [PersonID] {
        try await people.standing(of: principal.personID, on: policies.associationDay(now), from: people.database)
            .identities
    }
}
