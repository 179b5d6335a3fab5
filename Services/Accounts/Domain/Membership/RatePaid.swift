/// B4 in one line: which paid rates bring a free membership. The discount of 100.00 on the non-member rate changes
/// nothing; member, scholarship and audit rates bring none.
package func rateBringsMembership(_ rateCategory: String, fullyPaid: Bool, fullyRefunded: Bool) -> Bool {
    fullyPaid && !fullyRefunded && ["nonMember", "earlyBirdConference"].contains(rateCategory)
}

/// B4: which refunds take the membership back that a paid rate brought: all of the money, or of a price that was corrected to a
/// rate which brings none.
package func refundTakesMembership(_ rateCategory: String, fullyRefunded: Bool) -> Bool {
    fullyRefunded || !rateBringsMembership(rateCategory, fullyPaid: true, fullyRefunded: false)
}
