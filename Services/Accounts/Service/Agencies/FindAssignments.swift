import AccountsDomain
import Primitives
import UseCases

/// An assignment with its person.
struct OwnedAssignment: Sendable {
    var person: PersonID
    var assignment: Assignment
}

/// Finds a person's assignments, with those of everybody merged into the person (A5, A8).
struct FindAssignments: Sendable {
    let people: PersonRepository

    /// Returns the assignments in the order of their ids.
    ///
    /// - Throws: `NotFound` when there is no such person.
    func callAsFunction(of person: PersonID) async throws -> [OwnedAssignment] {
        Rule.keep(.A5, .A8)
        let people = try await people.united(with: person)
        guard !people.isEmpty else { throw NotFound() }
        return people.flatMap { person in
            person.assignments.map { OwnedAssignment(person: person.id, assignment: $0) }
        }.sorted { $0.assignment.id < $1.assignment.id }
    }
}
