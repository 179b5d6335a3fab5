import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Submits an agency's request to host a class (C3).
struct SubmitHostRequest: Sendable {
    struct Command: Sendable {
        var agency: AgencyID
        var plan: OfferingPlan
        var by: Principal
    }

    let courses: CourseRepository
    let policies: Policies
    let requests: HostRequestRepository
    let packets: HostPacketRepository

    /// - Throws: `Forbidden` for anybody but staff and the agency's coordinators, `HostRequestRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> HostRequest {
        Rule.keep(.C3)
        guard command.by.isStaff || command.by.isCoordinator(of: command.agency) else { throw Forbidden() }
        let zone = command.plan.venue.timeZone
        let request = try HostRequest.submit(
            command.plan, as: .new(), for: command.agency,
            course: try await courses.find(command.plan.course, from: unit.sql),
            isZone: policies.knowsZone(zone), by: command.by.personID,
            at: policies.moment(now, venueZone: zone))
        try requests.insert(request, in: unit)
        packets.record(request, in: unit)
        unit.publish(.hostRequestSubmitted, HostRequestChange(request), of: request.id, at: now)
        return request
    }
}
