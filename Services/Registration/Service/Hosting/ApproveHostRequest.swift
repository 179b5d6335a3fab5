import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Approves a host request and publishes its class in the same transaction (C4).
struct ApproveHostRequest: Sendable {
    struct Command: Sendable {
        var request: HostRequestID
        var match: VersionMatch
        var terms: OfferingTerms
        var by: PersonID
    }

    let courses: CourseRepository
    let offerings: OfferingRepository
    let policies: Policies
    let requests: HostRequestRepository
    let packets: HostPacketRepository
    let mail: HostRequestMail

    /// - Returns: the class as it is published.
    /// - Throws: `NotFound`, `VersionMismatch`, `HostRequestRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Offering {
        Rule.keep(.C4)
        guard var request = try await requests.lock(command.request, in: unit) else { throw NotFound() }
        try command.match.require(request.version)
        guard let course = try await courses.find(request.plan.course, from: unit.sql) else {
            throw HostRequestRejection.offering(.courseUnknown)
        }
        let moment = policies.moment(now, venueZone: request.plan.venue.timeZone)
        let offering = try request.approve(
            as: .new(), on: command.terms, course: course, by: command.by, at: moment)
        try offerings.insert(offering, request.plan.details, hostRequest: request.id, at: now, in: unit)
        unit.publish(.offeringPublished, offering, at: now)
        request = try requests.save(request, in: unit)
        packets.record(request, in: unit)
        unit.publish(.hostRequestApproved, HostRequestChange(request), of: request.id, at: now)
        mail.enqueue(.hostRequestApproved, request, at: now, in: unit)
        return offering
    }
}
