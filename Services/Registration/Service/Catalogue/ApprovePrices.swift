import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Approves prices from a day on: of a course, for the classes that are published from that day on, or of one class
/// (E1, E2).
struct ApprovePrices: Sendable {
    struct Command: Sendable {
        var subject: PriceSubject
        var match: VersionMatch
        /// In the association's time zone for a course, at the venue for a class.
        var from: Day
        var prices: PriceProposal
        var by: PersonID
    }

    /// The prices of the subject after the approval.
    struct Approved: Sendable {
        var prices: PriceSchedule
        var today: Day
        var version: Int
    }

    let courses: CourseRepository
    let offerings: OfferingRepository
    let prices: PriceRepository
    let policies: Policies

    /// - Throws: `NotFound`, `VersionMismatch`, `OfferingRejection`, `PriceRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Approved {
        Rule.keep(.E1, .E2)
        let approved: Approved
        let list: PriceList
        switch command.subject {
        case .course(let code):
            guard var course = try await courses.lock(code, in: unit) else { throw NotFound() }
            try command.match.require(course.version)
            let today = policies.associationDay(now)
            list = try course.prices.approve(command.prices, from: command.from, on: today)
            course = try courses.savePrices(course, in: unit)
            approved = Approved(prices: course.prices, today: today, version: course.version)
        case .offering(let id):
            guard var offering = try await offerings.lock(id, in: unit) else { throw NotFound() }
            try command.match.require(offering.version)
            let today = policies.venueDay(now, of: offering)
            list = try offering.approve(command.prices, from: command.from, on: today)
            offering = try offerings.savePrices(offering, in: unit)
            approved = Approved(prices: offering.prices, today: today, version: offering.version)
        }
        try prices.insert(
            PriceApproval(from: command.from, prices: list, approvedBy: command.by, approvedAt: now),
            of: command.subject, in: unit)
        return approved
    }
}
