package import Primitives

/// A membership as a resource: ordered, in force, or revoked (B1).
package struct Membership: Hashable, Sendable {
    package enum Status: String, Codable, CaseIterable, Sendable {
        case pendingPayment
        case active
        case revoked
    }

    package var id: MembershipID
    package var type: String
    package var status: Status
    package var amountDue: Money
    /// Nil until the membership is paid.
    package var term: Span?

    package struct Span: Hashable, Sendable {
        package var from: Day
        package var to: Day
    }

    package init(_ order: MembershipOrder) {
        id = order.id
        type = order.type
        status = .pendingPayment
        amountDue = order.amountDue
    }

    package init(_ term: MembershipTerm) {
        id = term.id
        type = term.type
        status = term.isRevoked ? .revoked : .active
        amountDue = .zero
        self.term = Span(from: term.validFrom, to: term.validTo)
    }

    /// The version of the membership. Each status is a version, as a membership never returns to an earlier one.
    package var version: Int {
        switch status {
        case .pendingPayment: 1
        case .active: 2
        case .revoked: 3
        }
    }
}

extension Person {
    /// Returns the person's order or term with this id, nil when the person has none.
    package func membership(_ id: MembershipID) -> Membership? {
        if let order, order.id == id { return Membership(order) }
        return terms.first { $0.id == id }.map(Membership.init)
    }
}
