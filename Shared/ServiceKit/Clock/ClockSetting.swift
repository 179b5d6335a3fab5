import DomainClock
import HTTP
import JSONSchema
import Postgres
import Primitives
import UseCases
package import Web

extension ProblemCode {
    package static let clockBackwards = ProblemCode("clockBackwards", "The clock moves only forward")
}

/// Moves the domain clock forward in development. Production has no such route.
struct ClockSetting: Sendable {
    private struct Body: WireType {
        let now: Instant
    }

    let clock: DomainClock
    let store: ClockStore
    let tokens: any TokenVerifying

    var operation: Operation {
        Operation(
            "Move the domain clock forward (development only)",
            description: "Requires an administrator's token that is valid at the clock's current or at the new time.",
            access: .anyone,
            headers: [.header("Authorization", .string(maxLength: 8192), "The administrator's bearer token.")],
            body: .json(Body.self), answers: [.ok(Body.self)],
            problems: [.unauthenticated, .forbidden, .clockBackwards], rate: .unlimited
        ) { call in
            let new = try call.decode(Body.self)
            guard try await administrator(call, or: new.now).has(.admin) else { throw Forbidden() }
            do {
                clock.setOffset(microseconds: try await store.move(to: new.now, clock: clock))
            } catch let error {
                guard let backwards = Self.bodyError(error) as? ClockStore.Backwards else { throw error }
                throw Problem(.clockBackwards, "The clock already shows \(backwards.now).")
            }
            return try .ok(new)
        }
    }

    /// Returns the token's principal. Since the four services are moved one after another, the token may come from one
    /// whose clock is already ahead: it may be valid at the new time alone.
    private func administrator(_ call: Call, or new: Instant) async throws -> Principal {
        guard let field = call.header("Authorization"), field.lowercased().hasPrefix("bearer ") else {
            throw Problem.tokenMissing
        }
        let token = String(field.dropFirst(7))
        for now in [call.now, new] {
            if let principal = try? await tokens.verify(token, now: now) { return principal }
        }
        throw Problem.tokenRefused
    }

    private static func bodyError(_ error: any Error) -> any Error {
        (error as? TransactionError)?.body ?? error
    }
}
