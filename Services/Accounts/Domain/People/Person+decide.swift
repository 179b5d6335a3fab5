package import Primitives

extension Person {
    /// Returns the events that the command causes. It has no side effects. No events means that the person is already
    /// as the command asks.
    ///
    /// - Parameter today: The date in the association's time zone.
    package func decide(
        _ command: PersonCommand, today: Day, policy: AccountsPolicy
    ) throws(PersonRejection) -> [PersonEvent] {
        switch command {
        case .changeProfile(let profile):
            return profile == self.profile ? [] : [.profileChanged(profile)]
        case .setRoles(let roles, let agencies, let isLast):
            return try decideRoles(roles, agencies, isLastAdministrator: isLast)
        case .addAssignment(let assignment):
            return try decideAddition(of: assignment)
        case .changeAssignment(let assignment):
            return try decideChange(to: assignment)
        case .verifyAssignment(let id):
            return try decideVerification(of: id)
        case .placeHold(let hold):
            guard hold.to.map({ hold.from <= $0 }) ?? true else { throw .datesReversed }
            return [.holdPlaced(hold)]
        case .liftHold(let id):
            return try decideLifting(of: id, today: today)
        case .orderMembership(let id, let type):
            return try decideOrder(id, type, policy: policy)
        case .payMembership(let id, let amount):
            return try decidePayment(of: id, amount, today: today, policy: policy)
        case .rateSettled(let registration, let id):
            return decideGrant(for: registration, id, today: today, policy: policy)
        case .rateRefunded(let registration):
            return terms.filter { $0.registrationID == registration && !$0.isRevoked }.map { .membershipRevoked($0) }
        case .mergeInto(let survivor):
            guard survivor != id else { throw .mergeIntoItself }
            guard mergedInto == nil else { throw .alreadyMerged }
            return [.merged(into: survivor)]
        case .unmerge:
            guard let survivor = mergedInto else { throw .notMerged }
            return [.unmerged(from: survivor)]
        }
    }

    /// - Throws: `personMerged`; `lastAdministrator` when no administrator would be left.
    private func decideRoles(
        _ roles: [String], _ agencies: [AgencyID], isLastAdministrator: Bool
    ) throws(PersonRejection) -> [PersonEvent] {
        guard mergedInto == nil else { throw .personMerged }
        let wanted = Set(roles).sorted()
        let agencies = Set(agencies).sorted()
        guard !isLastAdministrator || wanted.contains("admin") else { throw .lastAdministrator }
        return wanted == self.roles && agencies == coordinatorOf ? [] : [.rolesChanged(wanted, coordinatorOf: agencies)]
    }

    /// Lifts a hold from today on (B2). Its last day is then yesterday; a hold that begins today or later is void.
    private func decideLifting(of id: StandingHoldID, today: Day) throws(PersonRejection) -> [PersonEvent] {
        guard var hold = holds.first(where: { $0.id == id }) else { throw .holdUnknown }
        guard !hold.isVoid, hold.to.map({ today <= $0 }) ?? true else { throw .holdAlreadyOver }
        if hold.from >= today {
            hold.isVoid = true
        } else {
            hold.to = today.adding(days: -1)
        }
        return [.holdLifted(hold)]
    }
}
