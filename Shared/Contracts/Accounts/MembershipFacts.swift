package import JSONSchema
import JSONTree
package import Primitives

/// One membership term as it stands after the fact (B1–B4); both dates are days of membership.
package struct MembershipChange: EventValue {
    package var membershipId: MembershipID
    package var type: String
    package var validFrom: Day
    package var validTo: Day
    package var cause: MembershipCause
    /// The registration whose paid rate brought a free term (B4).
    package var registrationId: RegistrationID?

    package init(
        membershipId: MembershipID, type: String, validFrom: Day, validTo: Day, cause: MembershipCause,
        registrationId: RegistrationID? = nil
    ) {
        self.membershipId = membershipId
        self.type = type
        self.validFrom = validFrom
        self.validTo = validTo
        self.cause = cause
        self.registrationId = registrationId
    }

    package static let schema = Schema.event(
        .required("membershipId", .uuid),
        .required("type", .string()),
        .required("validFrom", .date),
        .required("validTo", .date),
        .required("cause", .string(enum: MembershipCause.self)),
        .optional("registrationId", .uuid))
}

/// A standing hold (B2) as it stands after the fact: without good standing from `validFrom` to `validTo`, or until lifted.
package struct MembershipHold: EventValue {
    /// The person's term on the hold's first day, when there is one.
    package var membershipId: MembershipID?
    package var type: String?
    package var validFrom: Day
    package var validTo: Day?
    package var cause: MembershipCause

    package init(
        membershipId: MembershipID? = nil, type: String? = nil, validFrom: Day, validTo: Day? = nil,
        cause: MembershipCause
    ) {
        self.membershipId = membershipId
        self.type = type
        self.validFrom = validFrom
        self.validTo = validTo
        self.cause = cause
    }

    package static let schema = Schema.event(
        .optional("membershipId", .uuid),
        .optional("type", .string()),
        .required("validFrom", .date),
        .optional("validTo", .date),
        .required("cause", .string(enum: MembershipCause.self)))
}

/// The person became a member, or has another term with a gap before it.
package struct MembershipGranted: SharedFact {
    package static let type = "org.muster.accounts.membership.granted.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"
    package var data: MembershipChange

    package init(_ data: MembershipChange) { self.data = data }
}

/// A term follows the one before it without a gap (B3).
package struct MembershipRenewed: SharedFact {
    package static let type = "org.muster.accounts.membership.renewed.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"
    package var data: MembershipChange

    package init(_ data: MembershipChange) { self.data = data }
}

/// The term counts no longer, from its first day on (B4: the rate was refunded in full).
package struct MembershipRevoked: SharedFact {
    package static let type = "org.muster.accounts.membership.revoked.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"
    package var data: MembershipChange

    package init(_ data: MembershipChange) { self.data = data }
}

/// The person is not in good standing for a while.
package struct MembershipHoldPlaced: SharedFact {
    package static let type = "org.muster.accounts.membership.holdPlaced.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"
    package var data: MembershipHold

    package init(_ data: MembershipHold) { self.data = data }
}

/// The hold ends with `validTo`; without it, the hold never counted.
package struct MembershipHoldLifted: SharedFact {
    package static let type = "org.muster.accounts.membership.holdLifted.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"
    package var data: MembershipHold

    package init(_ data: MembershipHold) { self.data = data }
}
