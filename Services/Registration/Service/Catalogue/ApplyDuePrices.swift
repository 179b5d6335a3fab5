import Messaging
import Primitives
import RegistrationDomain

/// Makes the approved prices whose day has come the first ones of their course or class, so that lists show them (E1).
/// Quotes use the prices of their day in any case.
struct ApplyDuePrices: Sendable {
    let journal: Journal
    let courses: CourseRepository
    let offerings: OfferingRepository
    let policies: Policies

    init(_ parts: RegistrationParts) {
        journal = parts.journal
        courses = CourseRepository(database: parts.database)
        offerings = OfferingRepository(database: parts.database)
        policies = parts.policies
    }

    /// Writes each class in a transaction of its own, then the courses in one.
    func callAsFunction(at now: Instant) async throws {
        for id in try await offerings.idsWithPriceChanges() {
            try await journal.update { unit in
                guard var offering = try await offerings.lock(id, in: unit) else { return }
                let prices = offering.prices.folded(on: policies.venueDay(now, of: offering))
                guard prices != offering.prices else { return }
                offering.prices = prices
                _ = try offerings.savePrices(offering, in: unit)
            }
        }
        try await journal.update { unit in
            for var course in try await courses.lockWithPriceChanges(in: unit) {
                let prices = course.prices.folded(on: policies.associationDay(now))
                guard prices != course.prices else { continue }
                course.prices = prices
                _ = try courses.savePrices(course, in: unit)
            }
        }
    }
}
