import AccountsDomain
import Contracts
import JSONTree
import Messaging
import Primitives

/// Grants the membership that a paid rate brings, and revokes it when the rate is refunded (B4).
struct RateMembership: Sendable {
    let memberships: MembershipRepository
    let merges: MergeRepository
    let changes: PersonChanges
    let audit: AuditRepository

    init(_ parts: AccountsParts) {
        memberships = MembershipRepository(database: parts.database)
        merges = MergeRepository(database: parts.database)
        changes = PersonChanges(parts)
        audit = AuditRepository(database: parts.database)
    }

    /// Grants the membership on the day of the settlement, to the attendee or, after a merge, to the surviving person.
    ///
    /// - Throws: `NotFound` when there is no such person.
    func grant(for payment: PaymentChange, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.B4)
        let rate = payment.rateCategory.rawValue
        guard
            rateBringsMembership(
                rate, fullyPaid: payment.fullyPaid, fullyRefunded: payment.fullyRefunded),
            try await memberships.holder(of: payment.registrationId, in: unit) == nil
        else { return }
        let survivor = try await merges.survivor(of: payment.personId, in: unit)
        try await changes(survivor, at: now, in: unit) { _ in .rateSettled(payment.registrationId, .new()) }
        record(
            "membership.granted", of: survivor, for: payment, "the rate \(rate) was paid in full (B4)", at: now,
            in: unit)
    }

    /// Revokes the membership of the person who has it, also after a merge.
    func revoke(for payment: PaymentChange, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.B4)
        let rate = payment.rateCategory.rawValue
        guard refundTakesMembership(rate, fullyRefunded: payment.fullyRefunded),
            let holder = try await memberships.holder(of: payment.registrationId, in: unit)
        else { return }
        try await changes(holder, at: now, in: unit) { _ in .rateRefunded(payment.registrationId) }
        let reason =
            payment.fullyRefunded
            ? "the payment was refunded in full (B4)" : "the price was corrected to the rate \(rate) (B4)"
        record("membership.revoked", of: holder, for: payment, reason, at: now, in: unit)
    }

    /// Records a decision that the service made by itself: rule pack, day, input and reason.
    private func record(
        _ action: String, of person: PersonID, for payment: PaymentChange, _ reason: String, at now: Instant,
        in unit: UnitOfWork
    ) {
        let policies = changes.policies
        audit.insert(
            AuditEntry(
                at: now, action: action, subject: person.description, reason: reason,
                details: [
                    "rulePack": .string(policies.policy(at: now).version),
                    "day": .string(policies.day(of: now).description),
                    "registrationId": .string(payment.registrationId.description),
                ]), in: unit)
    }
}
