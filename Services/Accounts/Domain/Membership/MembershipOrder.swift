package import Primitives

/// A membership that is ordered and not paid yet. It extends no term until it is paid; a person has at most one (B3).
package struct MembershipOrder: Hashable, Sendable {
    package var id: MembershipID
    package var type: String
    package var amountDue: Money

    package init(id: MembershipID, type: String, amountDue: Money) {
        self.id = id
        self.type = type
        self.amountDue = amountDue
    }
}
