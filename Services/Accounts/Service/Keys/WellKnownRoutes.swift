import HTTP
import Security
import TokenKeys
import Web

/// The documents with which other parties verify tokens (RFC 7517, RFC 8414).
struct WellKnownRoutes: Sendable {
    let signingKeys: SigningKeys
    let issuer: String

    init(_ parts: AccountsParts) {
        signingKeys = parts.keys
        issuer = parts.settings.issuer
    }

    var keys: Operation {
        Operation("Show the public signing keys", access: .anyone, answers: [.ok(KeySetDTO.self)], rate: .unlimited) {
            call in
            let keys = signingKeys.published(at: call.now).map { KeySetDTO.Key(JWK($0.key)) }
            return try Response.ok(KeySetDTO(keys: keys)).with("Cache-Control", "public, max-age=300")
        }
    }

    var configuration: Operation {
        Operation(
            "Show the addresses of sign-in and keys", access: .anyone, answers: [.ok(OpenIDConfigurationDTO.self)],
            rate: .unlimited
        ) { _ in
            try .ok(OpenIDConfigurationDTO(issuer: issuer))
        }
    }
}
