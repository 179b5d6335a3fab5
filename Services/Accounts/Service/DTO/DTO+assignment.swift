import AccountsDomain
import JSONSchema
import JSONTree
import Primitives

/// An assignment as it is stated and shown.
struct AssignmentDTO: Encodable, Sendable {
    let id: AssignmentID
    let personId: PersonID
    let agencyId: AgencyID
    let position: Position
    let from: Day
    @Nullable var to: Day?
    let schools: [String]
    let verified: Bool
    let version: Int

    static let schema = Schema.object(
        .required("id", .uuid), .required("personId", .uuid), .required("agencyId", .uuid),
        .required("position", .string(enum: Position.self)), .required("from", .date),
        .nullable("to", .date), .required("schools", .array(.string())), .required("verified", .boolean),
        .required("version", .integer(min: 1)))

    init(_ assignment: Assignment, of person: PersonID) {
        id = assignment.id
        personId = person
        agencyId = assignment.agencyID
        position = assignment.position
        from = assignment.from
        to = assignment.to
        schools = assignment.schools
        verified = assignment.isVerified
        version = assignment.version
    }
}

struct NewAssignmentDTO: Decodable, Sendable {
    let agencyId: AgencyID
    let position: Position
    let from: Day
    let to: Day?
    let schools: [String]?

    static let schema = Schema.object(
        .required("agencyId", .uuid), .required("position", .string(enum: Position.self)),
        .required("from", .date), .optional("to", .date), .optional("schools", .array(.name, max: 100)))

    func assignment(_ id: AssignmentID) -> Assignment {
        Assignment(id: id, agencyID: agencyId, position: position, from: from, to: to, schools: schools ?? [])
    }
}

struct AssignmentPatchDTO: Decodable, Sendable {
    let position: Position?
    let from: Day?
    let to: Patched<Day>
    let schools: [String]?

    static let schema = Schema.object(
        .optional("position", .string(enum: Position.self)), .optional("from", .date),
        .optional("to", .date), .optional("schools", .array(.name, max: 100)))

    func applied(to assignment: Assignment) -> Assignment {
        var new = assignment
        new.position = position ?? assignment.position
        new.from = from ?? assignment.from
        new.to = to.applied(to: assignment.to)
        new.schools = schools ?? assignment.schools
        return new
    }
}
