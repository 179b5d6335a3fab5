import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Attaches a document to a host packet that is not approved yet (C3).
struct AttachHostDocument: Sendable {
    struct Command: Sendable {
        var request: HostRequestID
        var match: VersionMatch
        var document: HostDocument
        var by: PersonID
    }

    let requests: HostRequestRepository
    let packets: HostPacketRepository

    /// - Throws: `NotFound`, `VersionMismatch`, `HostRequestRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.C3)
        guard var request = try await requests.lock(command.request, in: unit) else { throw NotFound() }
        try command.match.require(request.version)
        try request.attach(command.document.name)
        packets.insert(command.document, of: request.id, by: command.by, at: now, in: unit)
        _ = try requests.save(request, in: unit)
    }
}
