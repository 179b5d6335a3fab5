package import JSONSchema
import JSONTree
package import Primitives

/// A person's time at an agency after the fact (A8); dates inclusive.
package struct AssignmentChange: EventValue {
    package var assignmentId: AssignmentID
    package var agencyId: AgencyID
    package var position: Position
    package var from: Day
    package var to: Day?
    package var verified: Bool

    package init(
        assignmentId: AssignmentID, agencyId: AgencyID, position: Position, from: Day, to: Day? = nil,
        verified: Bool
    ) {
        self.assignmentId = assignmentId
        self.agencyId = agencyId
        self.position = position
        self.from = from
        self.to = to
        self.verified = verified
    }

    package static let schema = Schema.event(
        .required("assignmentId", .uuid),
        .required("agencyId", .uuid),
        .required("position", .string(enum: Position.self)),
        .required("from", .date),
        .optional("to", .date),
        .required("verified", .boolean))
}

extension EventType<PersonID, AssignmentChange> {
    package static let assignmentAdded = Self(
        fact: "accounts.assignment.added", of: .accounts, keyedBy: "personId",
        "The person stated an assignment; it is not verified yet (A8).")
    package static let assignmentChanged = Self(
        fact: "accounts.assignment.changed", of: .accounts, keyedBy: "personId",
        "The assignment's dates, position or agency changed.")
    package static let assignmentVerified = Self(
        fact: "accounts.assignment.verified", of: .accounts, keyedBy: "personId",
        "The agency's coordinator or staff verified the assignment.")
    package static let assignmentEnded = Self(
        fact: "accounts.assignment.ended", of: .accounts, keyedBy: "personId", "The assignment has an end.")
}

extension Catalogue {
    static let assignments: [any CatalogueEntry] = [
        EventType.assignmentAdded, EventType.assignmentChanged, EventType.assignmentVerified, EventType.assignmentEnded,
    ]
}
