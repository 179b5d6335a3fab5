import Contracts
import Primitives

extension MembershipChange {
    /// An individual's term of these days.
    static func individual(from: String, to: String) -> MembershipChange {
        MembershipChange(
            membershipId: .new(), type: "individual", validFrom: Day(from) ?? Day(daysSince1970: 0),
            validTo: Day(to) ?? Day(daysSince1970: 0), cause: .purchase)
    }
}
