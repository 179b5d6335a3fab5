import Primitives

extension Person {
    /// Orders a membership (B1). A second order of the same type changes nothing, so a double click orders once.
    ///
    /// - Throws: `membershipTypeUnknown`; `membershipPending` while an order of another type waits for its payment.
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

    /// Starts the term of a paid order (B3): after the old term until its grace is over, else today. An order is paid
    /// once.
    func decidePayment(
        of id: MembershipID, _ amount: Money?, today: Day, policy: AccountsPolicy
    ) throws(PersonRejection) -> [PersonEvent] {
        guard let order, order.id == id else {
            throw terms.contains { $0.id == id } ? .membershipAlreadyPaid : .membershipUnknown
        }
        guard let offered = policy.membershipTypes[order.type] else { throw .membershipTypeUnknown }
        guard amount ?? order.amountDue == order.amountDue else { throw .amountMismatch }
        let from = terms.nextStart(today: today, graceDays: policy.graceDays)
        return [
            grant(
                MembershipTerm(
                    id: id, type: order.type, validFrom: from,
                    validTo: MembershipTerm.lastDay(from: from, months: offered.months), cause: .purchase))
        ]
    }

    /// Grants one free term for a registration (B4): after the last term for a person who is a member today, else from
    /// today, without grace, which applies to renewals only.
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
