/// Returns whether a paid rate brings a free membership (B4): the non-member rate, also with its discount of 100.00,
/// and the early-bird rate. Member, scholarship and audit rates bring none.
package func rateBringsMembership(_ rateCategory: String, fullyPaid: Bool, fullyRefunded: Bool) -> Bool {
    fullyPaid && !fullyRefunded && ["nonMember", "earlyBirdConference"].contains(rateCategory)
}

/// Returns whether a refund revokes the membership that a paid rate brought (B4): a full refund, or the refund after a
/// correction of the price to a rate that brings none.
package func refundTakesMembership(_ rateCategory: String, fullyRefunded: Bool) -> Bool {
    fullyRefunded || !rateBringsMembership(rateCategory, fullyPaid: true, fullyRefunded: false)
}
