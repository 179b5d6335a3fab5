import HTTP
import JSONSchema
import JSONTree
import Security
import Web

/// What other parties need to verify our tokens (RFC 7517, 8414).
extension AccountsAPI {
    var wellKnownEndpoints: [Endpoint] {
        let key = Schema.object(
            .required("kty", .string()), .required("crv", .string()), .required("x", .string()),
            .required("kid", .string()), .required("alg", .string()), .required("use", .string()))
        let strings = Schema.array(.string())
        return [
            Endpoint(
                .get, "/.well-known/jwks.json", "The public signing keys", access: .anyone,
                answers: [.ok(.object(.required("keys", .array(key))))], rate: .unlimited
            ) { [self] call in
                try Response.ok(JWKSet(keys.published(at: call.now).map { JWK($0.key) }))
                    .with("Cache-Control", "public, max-age=300")
            },
            Endpoint(
                .get, "/.well-known/openid-configuration", "Where sign-in and keys are", access: .anyone,
                answers: [
                    .ok(
                        .object(
                            .required("issuer", .string()), .required("token_endpoint", .string()),
                            .required("revocation_endpoint", .string()), .required("jwks_uri", .string()),
                            .required("grant_types_supported", strings),
                            .required("response_types_supported", strings),
                            .required("subject_types_supported", strings),
                            .required("id_token_signing_alg_values_supported", strings),
                            .required("token_endpoint_auth_methods_supported", strings)))
                ], rate: .unlimited
            ) { [self] _ in
                let base = settings.issuer
                let document: JSON = [
                    "issuer": .string(base), "token_endpoint": .string(base + "/oauth/token"),
                    "revocation_endpoint": .string(base + "/oauth/revoke"),
                    "jwks_uri": .string(base + "/.well-known/jwks.json"),
                    "grant_types_supported": ["password", "refresh_token", "client_credentials"],
                    "response_types_supported": ["token"], "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["EdDSA"],
                    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
                ]
                return try .ok(document)
            },
        ]
    }
}
