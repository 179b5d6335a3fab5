import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Rejects a host request with its reason (C3).
struct RejectHostRequest: Sendable {
    struct Command: Sendable {
        var request: HostRequestID
        var match: VersionMatch
        var reason: String
        var by: PersonID
    }

    let requests: HostRequestRepository
    let packets: HostPacketRepository
    let mail: HostRequestMail

    /// - Throws: `NotFound`, `VersionMismatch`, `HostRequestRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> HostRequest {
        Rule.keep(.C3)
        guard var request = try await requests.lock(command.request, in: unit) else { throw NotFound() }
        try command.match.require(request.version)
        try request.reject(because: command.reason, by: command.by, at: now)
        request = try requests.save(request, in: unit)
        packets.record(request, in: unit)
        unit.publish(.hostRequestRejected, HostRequestChange(request), of: request.id, at: now)
        mail.enqueue(.hostRequestRejected, request, at: now, in: unit)
        return request
    }
}
