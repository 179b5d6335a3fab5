import AccountsDomain
import Messaging
import Primitives

/// Places a hold on a person's good standing (B2).
struct PlaceHold: Sendable {
    struct Command: Sendable {
        var person: PersonID
        var hold: StandingHold
        var by: PersonID
    }

    let changes: PersonChanges
    let audit: AuditRepository

    /// - Throws: `NotFound`, `PersonRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.B2)
        try await changes(command.person, at: now, in: unit) { _ in .placeHold(command.hold) }
        audit.insert(
            AuditEntry(
                at: now, actor: command.by, action: "hold.placed", subject: command.person.description,
                reason: command.hold.reason), in: unit)
    }
}
