/// B4 in one line: which paid rates bring a free membership. The discount of 100.00 on the non-member rate changes
/// nothing; member, scholarship and audit rates bring none.
package func rateBringsMembership(_ rateCategory: String, fullyPaid: Bool, fullyRefunded: Bool) -> Bool {
    fullyPaid && !fullyRefunded && ["nonMember", "earlyBirdConference"].contains(rateCategory)
}
