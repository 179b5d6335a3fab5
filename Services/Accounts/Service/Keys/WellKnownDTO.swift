import JSONSchema
import JSONTree
import Security

/// The public signing keys (RFC 7517).
struct KeySetDTO: WireType {
    struct Key: WireType {
        var kty: String
        var crv: String
        var x: String
        var kid: String
        var alg: String
        var use: String

        init(_ key: JWK) {
            kty = key.kty
            crv = key.crv
            x = key.x
            kid = key.kid
            alg = key.alg
            use = key.use
        }
    }

    var keys: [Key]
}

/// The metadata of the authorization server (RFC 8414).
struct OpenIDConfigurationDTO: WireType {
    var issuer: String
    var token_endpoint: String
    var revocation_endpoint: String
    var jwks_uri: String
    var grant_types_supported = ["password", "refresh_token", "client_credentials"]
    var response_types_supported = ["token"]
    var subject_types_supported = ["public"]
    var id_token_signing_alg_values_supported = ["EdDSA"]
    var token_endpoint_auth_methods_supported = ["client_secret_basic", "client_secret_post", "none"]

    init(issuer: String) {
        self.issuer = issuer
        token_endpoint = issuer + "/oauth/token"
        revocation_endpoint = issuer + "/oauth/revoke"
        jwks_uri = issuer + "/.well-known/jwks.json"
    }
}
