import FoundationEssentials
import Primitives
import Security

/// Signs a program in by its credentials.
struct SignInProgram: Sendable {
    let clients: ClientRepository
    let keys: SigningKeys
    let issuer: TokenIssuer

    /// Returns an access token. A program has no refresh token.
    ///
    /// - Throws: `SignInRejection.client`.
    func callAsFunction(_ credentials: ClientCredentials?, scope: String?, at now: Instant) async throws -> SignInTokens
    {
        guard let credentials, let client = try await clients.find(credentials.id),
            constantTimeEquals(client.secretDigest, tokenDigest(credentials.secret))
        else { throw SignInRejection.client }
        let key = try await keys.signing(at: now)
        return SignInTokens(access: issuer.access(client: client, scope: scope, key: key, at: now).access)
    }
}

/// The id and the secret of a program.
struct ClientCredentials: Sendable {
    var id: UUID
    var secret: String
}

extension ClientCredentials {
    /// Reads `Authorization: Basic` (RFC 7617); nil for any other value.
    init?(basic field: String?) {
        guard let field, field.utf8.count < 1000, field.prefix(6).lowercased() == "basic ",
            let data = Data(base64Encoded: String(field.dropFirst(6))),
            let text = String(validating: data, as: UTF8.self), let colon = text.firstIndex(of: ":"),
            let id = UUID(uuidString: String(text[..<colon]))
        else { return nil }
        self.init(id: id, secret: String(text[text.index(after: colon)...]))
    }
}
