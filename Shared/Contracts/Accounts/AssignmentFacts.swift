package import JSONSchema
import JSONTree
package import Primitives

/// A person's time at an agency as it stands after the fact (A8); dates inclusive.
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

/// The person stated an assignment; nobody has verified it yet.
package struct AssignmentAdded: SharedFact {
    package static let type = "org.muster.accounts.assignment.added.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"
    package var data: AssignmentChange

    package init(_ data: AssignmentChange) { self.data = data }
}

/// The assignment's dates, position or agency changed.
package struct AssignmentChanged: SharedFact {
    package static let type = "org.muster.accounts.assignment.changed.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"
    package var data: AssignmentChange

    package init(_ data: AssignmentChange) { self.data = data }
}

/// The agency's coordinator or staff verified the assignment.
package struct AssignmentVerified: SharedFact {
    package static let type = "org.muster.accounts.assignment.verified.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"
    package var data: AssignmentChange

    package init(_ data: AssignmentChange) { self.data = data }
}

/// The assignment has an end.
package struct AssignmentEnded: SharedFact {
    package static let type = "org.muster.accounts.assignment.ended.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"
    package var data: AssignmentChange

    package init(_ data: AssignmentChange) { self.data = data }
}
