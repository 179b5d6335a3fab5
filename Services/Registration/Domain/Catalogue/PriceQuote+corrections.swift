package import Primitives

extension PriceQuote {
    /// Returns the line that corrects the retake discount when the seat goes to another person: the discount belongs to
    /// the person (D4, E3). Nil if the price stays.
    package func retakeCorrection(course: CourseCode, targetHasCompletedBasic: Bool, under policy: RegistrationPolicy)
        -> PriceLine?
    {
        guard [.member, .nonMember, .earlyBirdConference].contains(rateCategory) else { return nil }
        let given = lines.filter { $0.code == .basicRetakeDiscount }.reduce(Money.zero) { $0 - $1.amount }
        let isDue = course == .basicSRO && targetHasCompletedBasic
        let due = isDue ? min(policy.basicRetakeDiscount, total + given) : .zero
        guard given != due else { return nil }
        return PriceLine(
            code: .basicRetakeDiscount, description: "Discount for returning to Basic", amount: given - due,
            reason: isDue
                ? "the seat's new holder completed Basic before" : "the seat's new holder did not complete Basic before"
        )
    }

    /// Returns the line that reduces a non-member price to the member price, for a term in force and granted by the
    /// registration that becomes known later (E1).
    ///
    /// - Returns: Nil for another rate, for a quote that is corrected, and where the member price is not lower.
    package func membershipCorrection() -> PriceLine? {
        guard rateCategory == .nonMember, !lines.contains(where: { $0.code == .membershipCorrection }) else {
            return nil
        }
        let price = lines.filter { $0.code == .nonMemberRate }.reduce(Money.zero) { $0 + $1.amount }
        let difference = min(price - prices.member, total)
        guard difference > .zero else { return nil }
        return PriceLine(
            code: .membershipCorrection, description: "Member rate", amount: -difference,
            reason: "a membership in force on \(referenceDay) became known after the registration")
    }
}
