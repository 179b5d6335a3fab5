package import JSONSchema
import JSONTree
package import Primitives

/// One membership term after the fact (B1–B4); both dates are days of membership.
package struct MembershipChange: EventValue {
    package var membershipId: MembershipID
    package var type: String
    package var validFrom: Day
    package var validTo: Day
    package var cause: Vocabulary.MembershipCause
    /// The registration whose paid rate granted a free term (B4).
    package var registrationId: RegistrationID?

    package init(
        membershipId: MembershipID, type: String, validFrom: Day, validTo: Day, cause: Vocabulary.MembershipCause,
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
        .required("cause", .string(enum: Vocabulary.MembershipCause.self)),
        .optional("registrationId", .uuid))
}

/// A hold after the fact (B2): the person is not in good standing from `validFrom` to `validTo`, or until the hold is
/// lifted.
package struct MembershipHold: EventValue {
    /// The person's term on the hold's first day, if there is one.
    package var membershipId: MembershipID?
    package var type: String?
    package var validFrom: Day
    package var validTo: Day?
    package var cause: Vocabulary.MembershipCause

    package init(
        membershipId: MembershipID? = nil, type: String? = nil, validFrom: Day, validTo: Day? = nil,
        cause: Vocabulary.MembershipCause
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
        .required("cause", .string(enum: Vocabulary.MembershipCause.self)))
}

extension EventType<PersonID, MembershipChange> {
    package static let membershipGranted = Self(
        fact: "accounts.membership.granted", of: .accounts, keyedBy: "personId",
        "The person became a member, or has another term after a gap.")
    package static let membershipRenewed = Self(
        fact: "accounts.membership.renewed", of: .accounts, keyedBy: "personId",
        "A term follows the previous one without a gap (B3).")
    package static let membershipRevoked = Self(
        fact: "accounts.membership.revoked", of: .accounts, keyedBy: "personId",
        "The term no longer counts, from its first day on (B4).")
}

extension EventType<PersonID, MembershipHold> {
    package static let membershipHoldPlaced = Self(
        fact: "accounts.membership.holdPlaced", of: .accounts, keyedBy: "personId",
        "The person is not in good standing while the hold lasts (B2).")
    package static let membershipHoldLifted = Self(
        fact: "accounts.membership.holdLifted", of: .accounts, keyedBy: "personId",
        "The hold ends with `validTo`; without `validTo`, it never counted (B2).")
}

extension Catalogue {
    static let memberships: [any CatalogueEntry] = [
        EventType.membershipGranted, EventType.membershipRenewed, EventType.membershipRevoked,
        EventType.membershipHoldPlaced, EventType.membershipHoldLifted,
    ]
}
