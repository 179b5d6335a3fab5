import AccountsDomain
import Messaging
import Primitives
import UseCases

/// Changes an assignment of the caller, or of a person merged into the caller (A8).
struct ChangeAssignment: Sendable {
    struct Command: Sendable {
        var assignment: AssignmentID
        var match: VersionMatch
        var revise: @Sendable (Assignment) -> Assignment
        var by: PersonID
    }

    let assignments: AssignmentRepository
    let merges: MergeRepository
    let changes: PersonChanges

    /// - Throws: `NotFound`, also for another person's assignment; `VersionMismatch`, `PersonRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> OwnedAssignment {
        Rule.keep(.A8)
        let id = command.assignment
        guard let owner = try await assignments.owner(of: id, in: unit)?.person,
            try await merges.survivor(of: owner, in: unit) == command.by
        else { throw NotFound() }
        let person = try await changes(owner, at: now, in: unit) { person in
            let old = try person.owned(id).assignment
            try command.match.require(old.version)
            return .changeAssignment(command.revise(old))
        }
        return try person.owned(id)
    }
}
