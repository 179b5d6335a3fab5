import HTTP
import Postgres

extension WebApplication {
    /// Returns the bearer token of the request; nil if the route needs none and there is none, or if it reads none.
    func bearerToken(_ request: HTTPRequest, _ route: Route) throws -> String? {
        guard route.endpoint.operation.access.readsToken else { return nil }
        guard let field = request.headers["Authorization"] else {
            if route.endpoint.operation.access.needsToken { throw Problem.tokenMissing }
            return nil
        }
        guard field.utf8.count > 7, field.utf8.prefix(7).elementsEqual("bearer ".utf8, by: { $0 | 0x20 == $1 }) else {
            throw Problem.tokenMissing
        }
        return String(Substring(field.utf8.dropFirst(7)))
    }

    /// What is answered to a token that was not verified.
    func refusal(ofToken error: any Error, address: String) -> any Error {
        if error is any ProblemConvertible || error.postgresError != nil || error is CancellationError { return error }
        // Guessing is limited like signing in is.
        if let limiter = limiters[.standard],
            let wait = limiter.take(.guess(address), at: ContinuousClock.now.secondsSinceStart)
        {
            return Problem(.tooManyRequests, retryAfter: .seconds(wait))
        }
        return Problem.tokenRefused
    }
}
