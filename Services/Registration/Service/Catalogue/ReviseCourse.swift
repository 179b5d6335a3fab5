import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Changes a course, adds editions to it and approves its prices (C1, C2, E1).
struct ReviseCourse: Sendable {
    struct Command: Sendable {
        var code: CourseCode
        var match: VersionMatch
        /// Changes title, hours, aliases and notice.
        var revise: @Sendable (Course) -> Course
        var prices: PriceProposal?
        var editions: [CourseEdition]
        var by: PersonID
    }

    let courses: CourseRepository
    let prices: PriceRepository
    let offerings: OfferingRepository
    let policies: Policies

    /// - Throws: `NotFound`, `VersionMismatch`, `CourseRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Course {
        Rule.keep(.C1, .C2)
        guard var course = try await courses.lock(command.code, in: unit) else { throw NotFound() }
        try command.match.require(course.version)
        let (before, today) = (course, policies.associationDay(now))
        try course.revise(
            as: command.revise(course), prices: command.prices, adding: command.editions, on: today)
        try await courses.requireNames(of: course, in: unit)
        course = try courses.save(course, adding: command.editions, in: unit)
        if command.prices != nil {
            try prices.insert(
                PriceApproval(from: today, prices: course.prices.first, approvedBy: command.by, approvedAt: now),
                of: .course(course.code), in: unit)
        }
        unit.publish(course, at: now)
        if !course.hasSameListing(as: before) { offerings.renewListing(of: course.code, in: unit) }
        return course
    }
}
