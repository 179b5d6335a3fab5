import AccountsDomain
import JSONSchema
import JSONTree
import Primitives

/// An assignment of a person.
struct AssignmentDTO: WireType {
    var id: AssignmentID
    var personId: PersonID
    var agencyId: AgencyID
    var position: Position
    var from: Day
    @Nullable var to: Day?
    var schools: [String]
    var verified: Bool
    var version: Int

    static let constraints = Constraints([CodingKeys.version: .integer(min: 1)])

    init(_ owned: OwnedAssignment) {
        let assignment = owned.assignment
        id = assignment.id
        personId = owned.person
        agencyId = assignment.agencyID
        position = assignment.position
        from = assignment.from
        to = assignment.to
        schools = assignment.schools
        verified = assignment.isVerified
        version = assignment.version
    }
}

/// An assignment as a person states it.
struct NewAssignmentDTO: WireType {
    var agencyId: AgencyID
    var position: Position
    var from: Day
    var to: Day?
    var schools: [String]?

    static let constraints = Constraints([CodingKeys.schools: .array(.name, max: 100)])

    func assignment(_ id: AssignmentID) -> Assignment {
        Assignment(id: id, agencyID: agencyId, position: position, from: from, to: to, schools: schools ?? [])
    }
}

/// The changes of an assignment; absent fields stay.
struct AssignmentPatchDTO: WireType {
    var position: Position?
    var from: Day?
    var to: Patched<Day>
    var schools: [String]?

    static let constraints = Constraints([CodingKeys.schools: .array(.name, max: 100)])

    func revised(_ assignment: Assignment) -> Assignment {
        var assignment = assignment
        assignment.position = position ?? assignment.position
        assignment.from = from ?? assignment.from
        assignment.to = to.applied(to: assignment.to)
        assignment.schools = schools ?? assignment.schools
        return assignment
    }
}
