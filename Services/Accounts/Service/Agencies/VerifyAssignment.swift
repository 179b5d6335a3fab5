import AccountsDomain
import Messaging
import Primitives
import UseCases

/// Verifies an assignment (A8).
struct VerifyAssignment: Sendable {
    struct Command: Sendable {
        var assignment: AssignmentID
        var match: VersionMatch
        var by: Principal
    }

    let assignments: AssignmentRepository
    let merges: MergeRepository
    let changes: PersonChanges
    let audit: AuditRepository

    /// - Throws: `NotFound`, also for everybody but staff, the agency's coordinators and the person; `Forbidden` for
    ///   the person's own assignment; `VersionMismatch`, `PersonRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> OwnedAssignment {
        Rule.keep(.A8)
        let (id, principal) = (command.assignment, command.by)
        guard let owner = try await assignments.owner(of: id, in: unit) else { throw NotFound() }
        guard principal.isStaff || principal.isCoordinator(of: owner.agency) else {
            if principal.personID == owner.person { throw Forbidden() } else { throw NotFound() }
        }
        guard try await merges.survivor(of: owner.person, in: unit) != principal.personID else {
            throw Forbidden("Another person must verify your own assignment.")
        }
        let person = try await changes(owner.person, at: now, in: unit) { person in
            if let held = person.assignments.first(where: { $0.id == id }) { try command.match.require(held.version) }
            return .verifyAssignment(id)
        }
        audit.insert(
            AuditEntry(at: now, actor: principal.personID, action: "assignment.verified", subject: id.description),
            in: unit)
        return try person.owned(id)
    }
}
