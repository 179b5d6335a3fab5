import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Cancels a registration at the request of its person or on their behalf (D5).
struct CancelRegistration: Sendable {
    struct Command: Sendable {
        var registration: RegistrationID
        var match: VersionMatch
        var by: Principal
    }

    let access: RegistrationAccess
    let release: ReleaseSeat

    /// - Throws: `NotFound`, also for a principal who may not know of it; `VersionMismatch`; `SeatRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> RegistrationRecord {
        Rule.keep(.D5)
        let locked = try await access.lock(
            command.registration, for: command.by, match: command.match, at: now, in: unit)
        return try await release(
            locked.record, of: locked.offering, locked.standing.cancellationCause, by: command.by.personID, at: now,
            in: unit)
    }
}
