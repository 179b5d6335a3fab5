import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Publishes a class that staff planned. It teaches the edition of its first day (C2), and is in the calendar when the
/// transaction commits.
struct PublishOffering: Sendable {
    struct Command: Sendable {
        var plan: OfferingPlan
        var terms: OfferingTerms
        var agency: AgencyID
    }

    let courses: CourseRepository
    let offerings: OfferingRepository
    let policies: Policies

    /// - Throws: `OfferingRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Offering {
        Rule.keep(.C2)
        let zone = command.plan.venue.timeZone
        let offering = try Offering.publish(
            .new(), as: command.plan, on: command.terms, for: command.agency,
            course: try await courses.find(command.plan.course, from: unit.sql), isZone: policies.knowsZone(zone),
            at: policies.moment(now, venueZone: zone))
        try offerings.insert(offering, command.plan.details, at: now, in: unit)
        unit.publish(.offeringPublished, offering, at: now)
        return offering
    }
}
