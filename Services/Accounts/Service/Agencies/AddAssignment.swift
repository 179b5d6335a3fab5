import AccountsDomain
import Messaging
import Primitives
import UseCases

/// The agency that a command names does not exist.
struct AgencyUnknown: Error {}

/// Adds an assignment that a person states (A8).
struct AddAssignment: Sendable {
    struct Command: Sendable {
        var person: PersonID
        var assignment: Assignment
    }

    let agencies: AgencyRepository
    let changes: PersonChanges

    /// - Throws: `AgencyUnknown`, `NotFound`, `PersonRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> OwnedAssignment {
        Rule.keep(.A8)
        let assignment = command.assignment
        guard try await agencies.containsAll([assignment.agencyID], in: unit) else { throw AgencyUnknown() }
        let person = try await changes(command.person, at: now, in: unit) { _ in .addAssignment(assignment) }
        return try person.owned(assignment.id)
    }
}

extension Person {
    /// Returns an assignment of the person.
    ///
    /// - Throws: `NotFound`.
    func owned(_ id: AssignmentID) throws(NotFound) -> OwnedAssignment {
        guard let assignment = assignments.first(where: { $0.id == id }) else { throw NotFound() }
        return OwnedAssignment(person: self.id, assignment: assignment)
    }
}
