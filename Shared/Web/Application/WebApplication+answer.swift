import Executors
import HTTP
import JSONTree
import Observability
import Primitives
import UseCases

extension WebApplication {
    // What does not wait is in functions of its own, and they are given the route, not its endpoint, which is a large
    // value: what is held here for a moment makes the frame larger, and frames are memory that each request asks for.
    func answer(_ request: HTTPRequest, _ outcome: inout Outcome) async throws -> Response {
        if let preflight = cors?.preflight(request) { return preflight }
        let (route, parameters) = try route(request)
        outcome.route = route
        outcome.meter = route.meter
        let now = clock()
        let address = clientAddress(request)
        if let token = try bearerToken(request, route) {
            do { outcome.principal = try await tokens.verify(token, now: now) } catch {
                throw refusal(ofToken: error, address: address)
            }
        }
        try admit(outcome.principal, route, address: address)
        let reader = RequestReader(route, request)
        try reader.checkPath(parameters)
        if route.endpoint.operation.proof == nil { try reader.requireBodyType() }
        let limit = reader.bodyLimit
        let response = try await deadlines.run(within: route.endpoint.operation.deadline) {
            let body = if let limit { try await reader.body(upTo: limit, now: now) } else { [UInt8]() }
            let call = try reader.call(
                principal: outcome.principal, now: now, trace: outcome.trace, clientAddress: address, body: body,
                pathParameters: parameters)
            return try await route.endpoint.operation.handler(call)
        }
        return try checked(response, outcome).unlessMatched(by: request)
    }

    private func admit(_ principal: Principal?, _ route: Route, address: String) throws {
        try limit(route.endpoint.operation.rate, principal: principal, address: address)
        if let principal, !route.endpoint.operation.access.admits(principal, route.endpoint.method) {
            throw Problem.forbidden
        }
    }

    private func checked(_ response: Response, _ outcome: Outcome) throws -> Response {
        if configuration.answerCheck != .off, let mismatch = outcome.route?.documented.mismatch(response) {
            try report(mismatch, outcome)
        }
        return response
    }

    private func route(_ request: HTTPRequest) throws -> (Route, PathParameters) {
        switch router.match(request.method, request.path) {
        case .found(let route, let parameters):
            // A literal path owns its methods: a pattern beside it must not take those that it lacks.
            if route.mayCoverLiteral, !parameters.isEmpty, let methods = literalPaths[request.path],
                !methods.contains(request.method)
            {
                throw MethodNotAllowed(methods: methods)
            }
            return (route, parameters)
        case .methodNotAllowed(let methods): throw MethodNotAllowed(methods: literalPaths[request.path] ?? methods)
        case .notFound: throw Problem.notFound
        }
    }

    private func clientAddress(_ request: HTTPRequest) -> String {
        guard configuration.trustedProxies.contains(request.remoteAddress),
            let last = request.headers.values("X-Forwarded-For").last?.split(separator: ",").last
        else { return request.remoteAddress }
        return last.filter { $0 != " " }
    }

    private func limit(_ rate: RateClass, principal: Principal?, address: String) throws {
        guard let limiter = limiters[rate] else { return }
        let caller: RateLimiter.Caller =
            if rate != .sensitive, let principal { .person(principal.personID) } else { .address(address) }
        guard let wait = limiter.take(caller, at: ContinuousClock.now.secondsSinceStart) else { return }
        throw Problem(.tooManyRequests, retryAfter: .seconds(wait))
    }

    /// The problem of an error; what names none is logged with all that is known.
    func refusal(_ error: any Error, _ outcome: Outcome) -> Response {
        if let error = error as? MethodNotAllowed { return error.response(outcome) }
        var problem = Problem(describing: error)
        if problem.kind == .internalError {
            log.error(
                "request failed",
                ["route": .string(outcome.route?.endpoint.path ?? ""), "error": .error(error)], trace: outcome.trace)
        } else if configuration.answerCheck != .off, let mismatch = outcome.route?.documented.mismatch(problem) {
            do { try report(mismatch, outcome) } catch { problem = Problem(describing: error) }
        }
        return problem.response(trace: outcome.trace)
    }

    private func report(_ mismatch: String, _ outcome: Outcome) throws {
        let route = outcome.route.map { "\($0.endpoint.method) \($0.endpoint.path)" } ?? ""
        log.error(
            "the answer is not as documented", ["route": .string(route), "mismatch": .string(mismatch)],
            trace: outcome.trace)
        guard configuration.answerCheck == .refuse else { return }
        throw Problem(.internalError, "\(route): \(mismatch)")
    }

    func logAccess(_ request: HTTPRequest, _ response: Response, _ outcome: Outcome, _ elapsed: Duration) {
        // A successful read is logged for debugging only.
        let isRoutine = response.status < 400 && (request.method == .get || request.method == .head)
        guard log.isOn(isRoutine ? .debug : .info) else { return }
        let fields: Log.Fields = [
            "method": .string(String(request.method.rawValue.prefix(20))),
            "route": .string(outcome.route?.endpoint.path ?? "none"), "status": .int(response.status),
            "seconds": .seconds(elapsed), "person": .string(outcome.principal?.personID.description ?? "-"),
        ]
        if isRoutine {
            log.with(["trace_id": .string(outcome.trace.traceID)]).debug("request", fields)
        } else {
            log.info("request", fields, trace: outcome.trace)
        }
    }
}

/// 405, with the methods that the path has.
private struct MethodNotAllowed: Error {
    let methods: [HTTPMethod]

    func response(_ outcome: WebApplication.Outcome) -> Response {
        let allowed = Set(methods.map(\.rawValue)).sorted().joined(separator: ", ")
        return Problem(.methodNotAllowed).response(trace: outcome.trace).with("Allow", allowed)
    }
}

extension ContinuousClock.Instant {
    private static let start = ContinuousClock.now

    /// Seconds on a clock that never goes back.
    var secondsSinceStart: Double {
        let (seconds, attoseconds) = (self - Self.start).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
