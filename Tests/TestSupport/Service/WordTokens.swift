package import Primitives
package import UseCases
import Web

/// Verifies tokens that spell their roles: `staff`, `member+auditor`, `program+staff`. `bad` is invalid; `down` means
/// that verification is unavailable.
package struct WordTokens: TokenVerifying {
    private struct Invalid: Error {}
    package static let person = PersonID("0190a1b2-0000-7000-8000-000000000001") ?? .new()

    package init() {}

    package func verify(_ token: String, now: Instant) async throws -> Principal {
        if token == "down" { throw Problem.unavailable() }
        let roles = token.split(separator: "+").compactMap { Role(rawValue: String($0)) }
        guard !roles.isEmpty || token == "program" else { throw Invalid() }
        return Principal(personID: Self.person, roles: Set(roles), tokenID: token, isClient: token.hasPrefix("program"))
    }
}
