import AccountsDomain
import FoundationEssentials
import Messaging
import Primitives
import UseCases

/// Undoes a merge within the policy's number of days (A5).
struct UndoMerge: Sendable {
    struct Command: Sendable {
        var merge: UUID
        var match: VersionMatch
        var reason: String?
        var by: Principal
    }

    let changes: PersonChanges
    let merges: MergeRepository
    let power: PowerCheck
    let sessions: Sessions
    let audit: AuditRepository

    /// - Throws: `NotFound`, `VersionMismatch`; `Forbidden` when one of the two persons has roles that the caller does
    ///   not hold; `Merge.Rejection`, `PersonRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> StoredMerge {
        Rule.keep(.A5)
        guard var stored = try await merges.lock(command.merge, in: unit) else { throw NotFound() }
        try command.match.require(stored.version)
        let (losing, surviving) = (stored.merge.losing, stored.merge.surviving)
        try await power.require(of: command.by, over: [losing, surviving], in: unit)
        try stored.merge.undo(on: changes.policies.day(of: now), policy: changes.policies.policy(at: now))
        try await changes(losing, at: now, in: unit) { _ in .unmerge }
        try await sessions.endAll(of: surviving, at: now, in: unit)
        merges.save(stored, in: unit)
        audit.insert(
            AuditEntry(
                at: now, actor: command.by.personID, action: "person.unmerged", subject: losing.description,
                reason: command.reason), in: unit)
        return stored
    }
}
