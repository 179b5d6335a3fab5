import AccountsDomain
import JSONTree
import Messaging
import Primitives
import UseCases

/// Records the payment of an ordered membership, whose term then starts (B3).
struct RecordMembershipPayment: Sendable {
    struct Command: Sendable {
        var membership: MembershipID
        var match: VersionMatch
        var method: MembershipPayment.Method
        /// The amount paid; nil for the amount due.
        var amount: Money?
        var reference: String?
        var by: Principal
    }

    /// Staff may not record the payment of their own membership.
    struct OwnMembership: Error {}

    let memberships: MembershipRepository
    let merges: MergeRepository
    let changes: PersonChanges
    let audit: AuditRepository

    /// - Throws: `NotFound`, `OwnMembership`, `VersionMismatch`, `PersonRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> OwnedMembership {
        Rule.keep(.B1, .B3)
        let (id, staff) = (command.membership, command.by.personID)
        guard let owner = try await memberships.owner(of: id, in: unit) else { throw NotFound() }
        // A small office may have only one administrator. The audit names the administrator.
        if !command.by.roles.contains(.admin) {
            guard try await merges.survivor(of: owner, in: unit) != merges.survivor(of: staff, in: unit) else {
                throw OwnMembership()
            }
        }
        var due = Money.zero
        let person = try await changes(owner, at: now, in: unit) { person in
            if let held = person.membership(id) {
                try command.match.require(held.version)
                due = held.amountDue
            }
            return .payMembership(id, amount: command.amount)
        }
        memberships.insert(
            MembershipPayment(
                membership: id, method: command.method, amount: due, reference: command.reference, by: staff),
            at: now, in: unit)
        audit.insert(
            AuditEntry(
                at: now, actor: staff, action: "membership.paid", subject: owner.description,
                details: ["membershipId": .string(id.description), "amount": .integer(due.cents)]), in: unit)
        return try person.owned(id)
    }
}
