import Contracts
import Messaging
import UseCases

/// The facts of other services that change persons: payments of registrations (B4).
struct AccountsHandlers: Sendable {
    let memberships: RateMembership

    init(_ parts: AccountsParts) {
        memberships = RateMembership(parts)
    }

    var all: [FactHandler] {
        [
            FactHandler(.paymentSettled, name: "grant-membership") { received, unit in
                do {
                    try await memberships.grant(for: received.fact, at: received.time, in: unit)
                } catch is NotFound {
                    throw Poison("unknown person")
                }
            },
            FactHandler(.paymentRefunded, name: "revoke-membership") { received, unit in
                try await memberships.revoke(for: received.fact, at: received.time, in: unit)
            },
        ]
    }
}
