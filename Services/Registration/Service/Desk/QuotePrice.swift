import Primitives
import RegistrationDomain
import UseCases

/// Quotes what a regular registration of the caller would cost now (E1–E3, E5).
struct QuotePrice: Sendable {
    let store: RegistrationStore

    /// - Throws: `NotFound` for an unknown class.
    func callAsFunction(_ id: OfferingID, for principal: Principal, at now: Instant) async throws -> PriceQuote {
        Rule.keep(.E1, .E2, .E3, .E5)
        guard let offering = try await store.offering(id, from: store.database) else { throw NotFound() }
        let standing = try await store.standing(
            of: principal.personID, on: store.associationDay(now), from: store.database)
        let award = try await store.award(for: standing.person, in: offering.id, from: store.database)
        return offering.quote(
            .regular, for: standing.registrant(award: award?.award),
            at: store.moment(now, venueZone: offering.venue.timeZone), under: store.policy(at: now))
    }
}
