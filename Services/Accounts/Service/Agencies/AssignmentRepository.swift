import Messaging
import Postgres
import Primitives

/// The person and the agency of an assignment.
struct AssignmentOwner: Sendable, Hashable {
    var person: PersonID
    var agency: AgencyID
}

/// Finds the persons of assignments. The assignments themselves are parts of their person (`PersonRepository`).
struct AssignmentRepository: Sendable {
    private static let owners = Columns<AssignmentOwner>("person_id, agency_id") { row in
        AssignmentOwner(person: try row.next(), agency: try row.next())
    }

    func owner(of id: AssignmentID, in unit: UnitOfWork) async throws -> AssignmentOwner? {
        try await unit.sql.read(.first(Self.owners, "SELECT \(Self.owners) FROM assignment WHERE id = \(id)"))
    }
}
