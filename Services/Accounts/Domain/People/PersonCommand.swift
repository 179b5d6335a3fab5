package import Primitives

/// One intention about a person; ids of what it creates are passed in.
package enum PersonCommand: Hashable, Sendable {
    case changeProfile(Profile)
    case setRoles([String], coordinatorOf: [AgencyID], isLastAdministrator: Bool)
    case addAssignment(Assignment)
    case changeAssignment(Assignment)
    case verifyAssignment(AssignmentID)
    case placeHold(StandingHold)
    case liftHold(StandingHoldID)
    /// B1, B3: asks for a membership of that type, to be paid.
    case orderMembership(MembershipID, type: String)
    /// The order was paid in full.
    case payMembership(MembershipID, amount: Money)
    /// B4: a rate was paid in full for a registration.
    case rateSettled(RegistrationID, grantsMembership: Bool, MembershipID)
    /// B4: all that was paid for a registration went back.
    case rateRefunded(RegistrationID)
    case mergeInto(PersonID)
    case unmerge
}
