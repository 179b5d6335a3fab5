import Primitives

extension Person {
    /// B1: one order at a time; asking again for the same one changes nothing (double click).
    func decideOrder(
        _ id: MembershipID, _ type: String, policy: AccountsPolicy
    ) throws(PersonRejection) -> [PersonEvent] {
        guard let offered = policy.membershipTypes[type] else { throw .membershipTypeUnknown }
        if let order {
            guard order.type == type else { throw .membershipPending }
            return []
        }
        return [.membershipOrdered(MembershipOrder(id: id, type: type, amountDue: offered.dues))]
    }

    /// B3: the term begins where the old one ends, before it or in grace; after grace it begins today. Paid once only.
    func decidePayment(
        of id: MembershipID, _ amount: Money, today: Day, policy: AccountsPolicy
    ) throws(PersonRejection) -> [PersonEvent] {
        guard let order, order.id == id else {
            throw terms.contains { $0.id == id } ? .membershipAlreadyPaid : .membershipUnknown
        }
        guard let offered = policy.membershipTypes[order.type] else { throw .membershipTypeUnknown }
        guard amount == order.amountDue else { throw .amountMismatch }
        let from = terms.nextStart(today: today, graceDays: policy.graceDays)
        return [
            grant(
                MembershipTerm(
                    id: id, type: order.type, validFrom: from,
                    validTo: MembershipTerm.lastDay(from: from, months: offered.months), cause: .purchase))
        ]
    }

    /// B4: one free term a registration, appended for whoever is a member on the day, else from the day on. Grace is for
    /// renewals: a lapsed member's free year is a year from today.
    func decideGrant(
        for registration: RegistrationID, _ id: MembershipID, today: Day, policy: AccountsPolicy
    ) -> [PersonEvent] {
        guard !terms.contains(where: { $0.registrationID == registration && !$0.isRevoked }),
            let offered = policy.membershipTypes[policy.freeMembershipType]
        else { return [] }
        let from = terms.nextStart(today: today, graceDays: 0)
        return [
            grant(
                MembershipTerm(
                    id: id, type: policy.freeMembershipType, validFrom: from,
                    validTo: MembershipTerm.lastDay(from: from, months: offered.months), cause: .ratePaid,
                    registrationID: registration))
        ]
    }

    private func grant(_ term: MembershipTerm) -> PersonEvent {
        let follows = terms.contains { !$0.isRevoked && $0.validTo.adding(days: 1) == term.validFrom }
        return follows ? .membershipRenewed(term) : .membershipGranted(term)
    }
}
