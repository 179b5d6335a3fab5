import HTTP
import Postgres
import Primitives

extension WebApplication {
    /// Who asks, by the bearer token; nil where nobody must, and no token was sent.
    func authenticate(
        _ request: HTTPRequest, _ endpoint: Endpoint, address: String, now: Instant
    ) async throws -> Principal? {
        guard endpoint.access.readsToken else { return nil }
        guard let field = request.headers["Authorization"] else {
            if endpoint.access.needsToken { throw Problem.tokenMissing }
            return nil
        }
        guard field.utf8.count > 7, field.prefix(7).lowercased() == "bearer " else { throw Problem.tokenMissing }
        do {
            return try await tokens.verify(String(field.dropFirst(7)), now: now)
        } catch let error as any ProblemConvertible {
            throw error
        } catch  where error.postgresError != nil || error is CancellationError {
            throw error
        } catch {
            // Guessing is limited like signing in is.
            if let limiter = limiters[.standard],
                let wait = limiter.take("token " + address, at: ContinuousClock.now.secondsSinceStart)
            {
                throw Problem(.tooManyRequests, retryAfter: .seconds(wait))
            }
            throw Problem.tokenRefused
        }
    }
}
