package import Primitives

/// A command about a person. The caller makes the ids of what it creates.
package enum PersonCommand: Hashable, Sendable {
    case changeProfile(Profile)
    case setRoles([String], coordinatorOf: [AgencyID], isLastAdministrator: Bool)
    case addAssignment(Assignment)
    case changeAssignment(Assignment)
    case verifyAssignment(AssignmentID)
    case placeHold(StandingHold)
    case liftHold(StandingHoldID)
    /// Orders a membership of that type, which is then to be paid (B1, B3).
    case orderMembership(MembershipID, type: String)
    /// Records the payment of an order in full. Without an amount it is the amount due.
    case payMembership(MembershipID, amount: Money?)
    /// Grants the membership of a rate that was paid in full for a registration (B4).
    case rateSettled(RegistrationID, MembershipID)
    /// Revokes the membership that a registration brought (B4).
    case rateRefunded(RegistrationID)
    case mergeInto(PersonID)
    case unmerge
}
