package import JSONSchema
import JSONTree
package import Primitives

/// A membership term, with its first and its last day.
package struct MembershipPeriod: EventValue {
    package var from: Day
    package var to: Day
    package var type: String

    package init(from: Day, to: Day, type: String) {
        self.from = from
        self.to = to
        self.type = type
    }

    package static let schema = Schema.event(
        .required("from", .date),
        .required("to", .date),
        .required("type", .string()))
}

/// A hold on good standing, with its first and its last day; without `to` it has no end.
package struct HoldPeriod: EventValue {
    package var from: Day
    package var to: Day?

    package init(from: Day, to: Day? = nil) {
        self.from = from
        self.to = to
    }

    package static let schema = Schema.event(
        .required("from", .date),
        .optional("to", .date))
}

/// An assignment of a person, with its first and its last day.
package struct AssignmentPeriod: EventValue {
    package var id: AssignmentID
    package var agencyId: AgencyID
    package var position: Position
    package var from: Day
    package var to: Day?
    package var verified: Bool

    package init(
        id: AssignmentID, agencyId: AgencyID, position: Position, from: Day, to: Day? = nil, verified: Bool
    ) {
        self.id = id
        self.agencyId = agencyId
        self.position = position
        self.from = from
        self.to = to
        self.verified = verified
    }

    package static let schema = Schema.event(
        .required("id", .uuid),
        .required("agencyId", .uuid),
        .required("position", .string(enum: Position.self)),
        .required("from", .date),
        .optional("to", .date),
        .required("verified", .boolean))
}

extension DatedAssignment {
    /// Returns the part of an assignment that counts as time of service.
    package init(_ period: AssignmentPeriod) {
        self.init(position: period.position, from: period.from, to: period.to, verified: period.verified)
    }
}

/// The data of a person for other services, without names and addresses. A merged person keeps a record of their own;
/// readers unite the records through `mergedInto`.
package struct PersonState: EventValue {
    package var kind: Vocabulary.AccountKind
    package var roles: [String]
    package var coordinatorOf: [AgencyID]
    package var mergedInto: PersonID?
    package var memberships: [MembershipPeriod]
    package var holds: [HoldPeriod]
    package var assignments: [AssignmentPeriod]

    package init(
        kind: Vocabulary.AccountKind, roles: [String], coordinatorOf: [AgencyID], mergedInto: PersonID? = nil,
        memberships: [MembershipPeriod], holds: [HoldPeriod], assignments: [AssignmentPeriod]
    ) {
        self.kind = kind
        self.roles = roles
        self.coordinatorOf = coordinatorOf
        self.mergedInto = mergedInto
        self.memberships = memberships
        self.holds = holds
        self.assignments = assignments
    }

    package static let schema = Schema.event(
        .required("kind", .string(enum: Vocabulary.AccountKind.self)),
        .required("roles", .array(.string())),
        .required("coordinatorOf", .array(.uuid)),
        .optional("mergedInto", .uuid),
        .required("memberships", .array(MembershipPeriod.schema)),
        .required("holds", .array(HoldPeriod.schema)),
        .required("assignments", .array(AssignmentPeriod.schema)))
}
