import Configuration
import Contracts
package import DomainClock
package import HTTP
package import JSONTree
import Jobs
import Observability
package import Postgres
package import Primitives
import Security
package import ServiceKit
package import UseCases
package import Web

/// What tests do with a service. A service's own fixture is a thin layer: it conforms, and adds the conveniences of its
/// domain.
package protocol FixtureLayer: Sendable {
    var base: ServiceFixture { get }
}

extension FixtureLayer {
    package var context: ServiceContext { base.context }
    package var database: PostgresClient { base.context.database }
    package var clock: DomainClock { base.context.clock }
    package var application: WebApplication { base.application }

    /// A valid access token for an hour of the domain clock.
    package func token(_ caller: Caller) -> String {
        let now = clock.now
        let claims = TokenClaims(
            issuer: context.configuration.string("MUSTER_TOKEN_ISSUER"), subject: caller.person.description,
            tokenID: randomToken(bytes: 12), issuedAt: now, expiresAt: now.adding(seconds: 3600),
            roles: caller.roles.map(\.rawValue), coordinatorOf: caller.coordinatorOf.map(\.description),
            kind: caller.isClient ? .client : .person)
        return JWT.sign(claims, with: base.key)
    }

    package func token(_ roles: Role..., person: PersonID = .new()) -> String {
        token(Caller(person: person, roles: Set(roles)))
    }

    /// Sends a request to the application, without a socket. The body is `json`, `text` or `bytes`, with `type`.
    package func send(
        _ method: HTTPMethod, _ target: String, as caller: Caller? = nil, _ json: JSON? = nil, text: String? = nil,
        bytes: [UInt8]? = nil, type: String = "application/json", headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        var headers = headers
        if let caller { headers.add("Authorization", "Bearer \(token(caller))") }
        let body = bytes ?? text.map { Array($0.utf8) } ?? json.map { $0.serialised() } ?? []
        if bytes != nil || !body.isEmpty { headers.add("Content-Type", type) }
        return Reply(await application.handle(try HTTPRequest(method, target, headers: headers, body: body)))
    }

    /// Sends a request with a token that the caller has already.
    package func send(
        _ method: HTTPMethod, _ target: String, as token: String, _ json: JSON? = nil, text: String? = nil,
        bytes: [UInt8]? = nil, type: String = "application/json", headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        var headers = headers
        headers.add("Authorization", "Bearer \(token)")
        return try await send(method, target, json, text: text, bytes: bytes, type: type, headers: headers)
    }

    /// Runs one of the service's jobs once.
    package func run(_ job: String) async throws {
        guard let job = base.parts.jobs.first(where: { $0.name == job }) else { throw UnknownJob(name: job) }
        try await job.run()
    }

    /// The value of a metric without labels, as a scrape would see it.
    package func metric(_ name: String) async -> Double? {
        let line = await context.metrics.render().split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return line.flatMap { Double($0.dropFirst(name.count + 1)) }
    }
}

struct UnknownJob: Error {
    let name: String
}
