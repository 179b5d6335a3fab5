import AccountsDomain
import FoundationEssentials
import JSONTree
import Messaging
import Primitives
import UseCases

/// Merges a person into another (A5). The losing person points at the surviving one; no data is moved.
struct MergePeople: Sendable {
    struct Command: Sendable {
        var losing: PersonID
        var into: PersonID
        var reason: String
        var by: Principal
    }

    /// The person to merge into does not exist.
    struct PersonUnknown: Error {}

    let changes: PersonChanges
    let merges: MergeRepository
    let roles: RoleRepository
    let sessions: Sessions
    let audit: AuditRepository

    /// - Throws: `Merge.Rejection`, `PersonRejection`, `NotFound`, `PersonUnknown`; `Forbidden` when one of the two has
    ///   roles that the caller does not hold.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> StoredMerge {
        Rule.keep(.A5)
        let losing = command.losing
        let chain = try await merges.chain(from: command.into, in: unit)
        let survivor = try Merge.target(of: losing, wanted: command.into, into: chain)
        guard try await !roles.isLastAdministrator(losing, in: unit) else { throw PersonRejection.lastAdministrator }
        // Both rows in the order of their ids, so that two merges at once do not deadlock.
        for person in [losing, survivor].sorted() where try await changes.people.lock(person, in: unit) == nil {
            if person == losing { throw NotFound() } else { throw PersonUnknown() }
        }
        try await PowerCheck(roles: roles).require(of: command.by, over: [losing, survivor], in: unit)
        try await changes(losing, at: now, in: unit) { _ in .mergeInto(survivor) }
        try await sessions.endAll(of: losing, at: now, in: unit)
        let stored = StoredMerge(
            id: .version7(),
            merge: Merge(losing: losing, surviving: survivor, on: changes.policies.day(of: now)),
            reason: command.reason)
        merges.insert(stored, in: unit)
        audit.insert(
            AuditEntry(
                at: now, actor: command.by.personID, action: "person.merged", subject: losing.description,
                reason: command.reason, details: ["into": .string(survivor.description)]), in: unit)
        return stored
    }
}
