import HTTP
import JSONSchema
import Postgres
import Primitives

extension ProblemCode {
    package static let clockBackwards = ProblemCode("clockBackwards", "The clock only moves forward")
}

/// `PUT /v1/development/clock`: moves the domain clock forward. In production there is no such route.
enum ClockEndpoint {
    private struct Body: Codable {
        let now: Instant
    }

    private static let schema = Schema.object(.required("now", .dateTime))

    static func endpoint(_ clock: DomainClock, _ store: ClockStore) -> Endpoint {
        Endpoint(
            "PUT", "/v1/development/clock", "Move the domain clock forward (development only)", access: .admin,
            body: .json(schema), answers: [.ok(schema)], problems: [.clockBackwards], rate: .unlimited
        ) { call in
            let wanted = try call.decode(Body.self)
            do {
                clock.setOffset(microseconds: try await store.move(to: wanted.now, clock: clock))
            } catch let error {
                guard let backwards = bodyError(error) as? ClockStore.Backwards else { throw error }
                throw Problem(.clockBackwards, "The clock shows \(backwards.now) already.")
            }
            return try .ok(wanted)
        }
    }

    private static func bodyError(_ error: any Error) -> any Error {
        (error as? TransactionError)?.body ?? error
    }
}
