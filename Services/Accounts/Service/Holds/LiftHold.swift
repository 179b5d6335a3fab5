import AccountsDomain
import Messaging
import Primitives
import UseCases

/// A hold with its person.
struct OwnedHold: Sendable {
    var person: PersonID
    var hold: StandingHold
}

/// Lifts a hold from today on (B2).
struct LiftHold: Sendable {
    struct Command: Sendable {
        var hold: StandingHoldID
        var match: VersionMatch
        var reason: String
        var by: PersonID
    }

    let holds: HoldRepository
    let merges: MergeRepository
    let changes: PersonChanges
    let audit: AuditRepository

    /// - Throws: `NotFound`, `Forbidden` for one's own hold, `VersionMismatch`, `PersonRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> OwnedHold {
        Rule.keep(.B2)
        let id = command.hold
        guard let owner = try await holds.owner(of: id, in: unit) else { throw NotFound() }
        guard try await merges.survivor(of: owner, in: unit) != command.by else {
            throw Forbidden("Another person must lift your own hold.")
        }
        let person = try await changes(owner, at: now, in: unit) { person in
            if let held = person.holds.first(where: { $0.id == id }) { try command.match.require(held.version) }
            return .liftHold(id)
        }
        guard let hold = person.holds.first(where: { $0.id == id }) else { throw NotFound() }
        audit.insert(
            AuditEntry(
                at: now, actor: command.by, action: "hold.lifted", subject: owner.description,
                reason: command.reason), in: unit)
        return OwnedHold(person: owner, hold: hold)
    }
}
