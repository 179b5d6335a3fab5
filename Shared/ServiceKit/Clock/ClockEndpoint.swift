import DomainClock
import HTTP
import JSONSchema
import JSONTree
import Postgres
import Primitives
import UseCases
package import Web

extension ProblemCode {
    package static let clockBackwards = ProblemCode("clockBackwards", "The clock only moves forward")
}

/// `PUT /v1/development/clock`: moves the domain clock forward. In production there is no such route.
enum ClockEndpoint {
    private struct Body: Codable {
        let now: Instant
    }

    private static let schema = Schema.object(.required("now", .dateTime))

    static func endpoint(_ clock: DomainClock, _ store: ClockStore, tokens: any TokenVerifying) -> Endpoint {
        Endpoint(
            "PUT", "/v1/development/clock", "Move the domain clock forward (development only)",
            description: "An administrator's token is needed: one of the time shown, or of the time that is wanted.",
            access: .anyone,
            headers: [.header("Authorization", .string(maxLength: 8192), "The administrator's bearer token.")],
            body: .json(schema), answers: [.ok(schema)], problems: [.unauthenticated, .forbidden, .clockBackwards],
            rate: .unlimited
        ) { call in
            let wanted = try call.decode(Body.self)
            guard try await administrator(call, tokens, or: wanted.now).has(.admin) else { throw Problem.forbidden }
            do {
                clock.setOffset(microseconds: try await store.move(to: wanted.now, clock: clock))
            } catch let error {
                guard let backwards = bodyError(error) as? ClockStore.Backwards else { throw error }
                throw Problem(.clockBackwards, "The clock shows \(backwards.now) already.")
            }
            return try .ok(wanted)
        }
    }

    /// The four services are moved one after another: a token may come from one whose clock is ahead already.
    private static func administrator(_ call: Call, _ tokens: any TokenVerifying, or wanted: Instant) async throws
        -> Principal
    {
        guard let field = call.header("Authorization"), field.lowercased().hasPrefix("bearer ") else {
            throw Problem.tokenMissing
        }
        let token = String(field.dropFirst(7))
        for now in [call.now, wanted] {
            if let principal = try? await tokens.verify(token, now: now) { return principal }
        }
        throw Problem.tokenRefused
    }

    private static func bodyError(_ error: any Error) -> any Error {
        (error as? TransactionError)?.body ?? error
    }
}
