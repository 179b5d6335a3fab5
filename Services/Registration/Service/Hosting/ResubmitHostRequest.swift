import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Submits a rejected host request again, with changes to its plan (C3).
struct ResubmitHostRequest: Sendable {
    struct Command: Sendable {
        var request: HostRequestID
        var match: VersionMatch
        /// The agency that the caller names; a request does not change its agency.
        var agency: AgencyID?
        var revise: @Sendable (OfferingPlan) -> OfferingPlan
        var by: Principal
    }

    let courses: CourseRepository
    let policies: Policies
    let requests: HostRequestRepository
    let packets: HostPacketRepository

    /// - Throws: `NotFound`, also for everybody but staff and the agency's coordinators; `VersionMismatch`; `Forbidden`
    ///   for another agency; `HostRequestRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> HostRequest {
        Rule.keep(.C3)
        guard var request = try await requests.lock(command.request, in: unit) else { throw NotFound() }
        try command.match.require(request.version)
        guard command.by.isStaff || command.by.isCoordinator(of: request.agency) else { throw NotFound() }
        guard command.agency == nil || command.agency == request.agency else { throw Forbidden() }
        let plan = command.revise(request.plan)
        let zone = plan.venue.timeZone
        try request.resubmit(
            plan, course: try await courses.find(plan.course, from: unit.sql),
            isZone: policies.knowsZone(zone), by: command.by.personID, at: policies.moment(now, venueZone: zone))
        request = try requests.save(request, in: unit)
        packets.record(request, in: unit)
        unit.publish(.hostRequestSubmitted, HostRequestChange(request), of: request.id, at: now)
        return request
    }
}
