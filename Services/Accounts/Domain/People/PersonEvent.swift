package import Primitives

/// A change of a person. Each is a change of one row, and most are published as facts.
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
    /// The term follows the previous one without a gap.
    case membershipRenewed(MembershipTerm)
    case membershipRevoked(MembershipTerm)
    case merged(into: PersonID)
    case unmerged(from: PersonID)
}
