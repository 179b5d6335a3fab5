import AccountsDomain
import Contracts
import DomainClock
import JSONTree
import Messaging
import Primitives
import RulePacks

/// What accounts does on other services' facts: a rate paid in full brings a membership, its full refund takes it (B4).
struct AccountsHandlers: Sendable {
    let store: AccountsStore

    var all: [FactHandler] {
        [
            FactHandler(.paymentSettled, name: "grant-membership") { received, unit in
                try await settled(received, unit)
            },
            FactHandler(.paymentRefunded, name: "revoke-membership") { received, unit in
                try await refunded(received, unit)
            },
        ]
    }

    /// Granted on the day of the settlement, to the attendee, or to whom the attendee was merged into since.
    private func settled(_ received: Received<InvoiceID, PaymentChange>, _ unit: UnitOfWork) async throws {
        let payment = received.fact
        let grants = rateBringsMembership(
            payment.rateCategory.rawValue, fullyPaid: payment.fullyPaid, fullyRefunded: payment.fullyRefunded)
        guard grants, try await store.holder(of: payment.registrationId, unit) == nil else { return }
        let survivor = try await store.survivor(of: payment.personId, unit)
        let stored = try await store.change(survivor, in: unit, at: received.time) { _ in
            .rateSettled(payment.registrationId, grantsMembership: true, .new())
        }
        guard stored != nil else { throw Poison("unknown person") }
        let reason = "the rate \(payment.rateCategory.rawValue) was paid in full (B4)"
        record("membership.granted", of: survivor, for: payment.registrationId, reason, at: received.time, unit)
    }

    /// Wherever the term is, whoever was merged since.
    private func refunded(_ received: Received<InvoiceID, PaymentChange>, _ unit: UnitOfWork) async throws {
        let payment = received.fact
        guard refundTakesMembership(payment.rateCategory.rawValue, fullyRefunded: payment.fullyRefunded),
            let holder = try await store.holder(of: payment.registrationId, unit)
        else { return }
        _ = try await store.change(holder, in: unit, at: received.time) { _ in .rateRefunded(payment.registrationId) }
        let reason =
            payment.fullyRefunded
            ? "what was paid was refunded in full (B4)"
            : "the price was corrected to the rate \(payment.rateCategory.rawValue) (B4)"
        record("membership.revoked", of: holder, for: payment.registrationId, reason, at: received.time, unit)
    }

    /// Why something was decided without anybody's doing: rule pack, day, inputs, reason.
    private func record(
        _ action: String, of person: PersonID, for registration: RegistrationID, _ reason: String, at now: Instant,
        _ unit: UnitOfWork
    ) {
        let day = store.zone.day(of: now)
        store.audit(
            AuditEntry(
                at: now, action: action, subject: person.description, reason: reason,
                details: [
                    "rulePack": .string(store.rules.policy(on: day).version), "day": .string(day.description),
                    "registrationId": .string(registration.description),
                ]), unit)
    }
}
