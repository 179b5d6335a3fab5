import Primitives
import RegistrationDomain
import UseCases

/// Quotes what a regular registration of the caller would cost now (E1–E3, E5).
struct QuotePrice: Sendable {
    let policies: Policies
    let offerings: OfferingRepository
    let people: PersonRepository
    let scholarships: ScholarshipRepository

    /// - Throws: `NotFound` for an unknown class.
    func callAsFunction(_ id: OfferingID, for principal: Principal, at now: Instant) async throws -> PriceQuote {
        Rule.keep(.E1, .E2, .E3, .E5)
        guard let offering = try await offerings.find(id) else { throw NotFound() }
        let standing = try await people.standing(
            of: principal.personID, on: policies.associationDay(now), from: people.database)
        let award = try await scholarships.openAward(
            for: standing.person, in: offering.id, from: scholarships.database)
        return offering.quote(
            .regular, for: standing.registrant(award: award?.award),
            at: policies.moment(now, at: offering), under: policies.policy(at: now))
    }
}
