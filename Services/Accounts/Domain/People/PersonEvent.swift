package import Primitives

/// What a decision about a person came to. Each is one row change in the store, and most are a fact on the topic.
package enum PersonEvent: Hashable, Sendable {
    case profileChanged(Profile)
    case rolesChanged([String], coordinatorOf: [AgencyID])
    case assignmentAdded(Assignment)
    case assignmentChanged(Assignment)
    case assignmentVerified(Assignment)
    case assignmentEnded(Assignment)
    case holdPlaced(StandingHold)
    case holdLifted(StandingHold)
    case membershipOrdered(MembershipOrder)
    case membershipGranted(MembershipTerm)
    /// The term follows the one before it without a gap.
    case membershipRenewed(MembershipTerm)
    case membershipRevoked(MembershipTerm)
    case merged(into: PersonID)
    case unmerged(from: PersonID)
}
