import AccountsDomain
import FoundationEssentials
import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import Security
import TokenKeys
import UseCases
import Web

/// `POST /oauth/token` and `/oauth/revoke` (RFC 6749, 7009).
extension AccountsAPI {
    var tokenEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/oauth/token", "Sign in, or go on being signed in",
                description: "Grants: password, refresh_token (good once; a second use ends the sign-in), and "
                    + "client_credentials by HTTP Basic. A refusal has the code `invalidGrant` and RFC 6749's `error`.",
                access: .anyone, body: .form(TokenRequestDTO.schema), answers: [.ok(TokenDTO.schema)],
                problems: [.invalidGrant, .tooManyRequests], handler: token),
            Endpoint(
                .post, "/oauth/revoke", "End a sign-in by its refresh token, or void an access token",
                access: .anyone, body: .form(RevocationDTO.schema), answers: [.ok(AcceptedDTO.schema)],
                handler: revoke),
        ]
    }

    private func token(_ call: Call) async throws -> Response {
        let asked: TokenRequestDTO = try call.decode()
        let answer: TokenDTO
        switch asked.grant_type {
        case "password": answer = try await signIn(asked, call)
        case "refresh_token": answer = try await refresh(asked.refresh_token ?? "", call)
        default: answer = try await client(asked, call)
        }
        return try Response.ok(answer).with("Cache-Control", "no-store")
    }

    private static let refused = Problem(
        .invalidGrant, extensions: ["error": "invalid_grant", "error_description": "These credentials open nothing."])

    private func signIn(_ asked: TokenRequestDTO, _ call: Call) async throws -> TokenDTO {
        let password = asked.password ?? ""
        // An address that is none still costs a hash, like one that nobody has.
        guard let email = EmailAddress(asked.username ?? "") else {
            _ = try await matches(password, nil)
            throw Self.refused
        }
        if settings.limitsRates {
            let wait = try await store.signInDelay(of: email)
            guard wait == 0 else { throw Problem(.tooManyRequests, retryAfter: .seconds(wait)) }
        }
        let login = try await store.login(email: email)
        guard try await matches(password, login?.passwordHash), let login else {
            if settings.limitsRates { try await store.signInFailed(email, throttle: throttle) }
            throw Self.refused
        }
        try await store.signInSucceeded(email)
        if let hash = login.passwordHash, hasher.needsRehash(hash) {
            try await store.setPasswordHash(try await self.hash(password), email: email)
        }
        let access = issuer.access(for: login, key: try await keys.signing(at: call.now), at: call.now)
        return try await journal.update(trace: call.trace) { [self] unit in
            TokenDTO(
                access_token: access.access,
                refresh_token: keep(access, family: .version7(), of: login.personID, at: call.now, unit),
                expires_in: settings.accessLifetime, scope: nil)
        }
    }

    private func matches(_ password: String, _ hash: String?) async throws -> Bool {
        do throws(PasswordHasher.Failure) {
            return try await hasher.verify(password, against: hash)
        } catch {
            throw error == .tooLong ? Self.refused : error.problem
        }
    }

    private func refresh(_ text: String, _ call: Call) async throws -> TokenDTO {
        // Before the transaction: it may have to make a key, which is a transaction of its own.
        let key = try await keys.signing(at: call.now)
        let answer = try await journal.update(trace: call.trace) { [self] unit -> TokenDTO? in
            guard let old = try await store.lockRefreshToken(text, unit), call.now < old.expiresAt else { return nil }
            guard !old.isUsed else {
                // Somebody has a copy; which of the two is the thief cannot be known, so both are out.
                try await store.endFamily(old.family, at: call.now, unit)
                store.audit(
                    AuditEntry(
                        at: call.now, actor: old.personID, action: "refreshToken.reused",
                        subject: old.personID.description), unit)
                return nil
            }
            guard let login = try await store.login(person: old.personID, unit) else { return nil }
            let access = issuer.access(for: login, key: key, at: call.now)
            store.markUsed(text, unit)
            return TokenDTO(
                access_token: access.access,
                refresh_token: keep(access, family: old.family, of: login.personID, at: call.now, unit),
                expires_in: settings.accessLifetime, scope: nil)
        }
        guard let answer else { throw Self.refused }
        return answer
    }

    private func keep(
        _ access: TokenIssuer.Issued, family: UUID, of person: PersonID, at now: Instant, _ unit: UnitOfWork
    ) -> String {
        let text = randomToken()
        store.addRefreshToken(
            text,
            RefreshToken(
                family: family, personID: person, tokenID: access.tokenID, tokenExpiresAt: access.expiresAt,
                expiresAt: now.adding(seconds: settings.refreshLifetime), isUsed: false), unit)
        return text
    }

    private func client(_ asked: TokenRequestDTO, _ call: Call) async throws -> TokenDTO {
        guard let (id, secret) = BasicCredentials.read(call.header("Authorization")) ?? asked.clientCredentials,
            let client = try await store.client(id),
            constantTimeEquals(client.secretDigest, store.digest(secret))
        else {
            throw Problem(
                .invalidGrant,
                extensions: ["error": "invalid_client", "error_description": "These credentials open nothing."])
        }
        let access = issuer.access(
            client: client, scope: asked.scope, key: try await keys.signing(at: call.now), at: call.now)
        return TokenDTO(
            access_token: access.access, refresh_token: nil, expires_in: settings.accessLifetime, scope: asked.scope)
    }

    /// 200 in every case (RFC 7009): what is not there any more is revoked.
    private func revoke(_ call: Call) async throws -> Response {
        let asked: RevocationDTO = try call.decode()
        if asked.token.contains(".") {
            if let principal = try? await store.tokens.verify(asked.token, now: call.now) {
                try await journal.update(trace: call.trace) { [self] unit in
                    try await store.tokens.revoke(
                        principal.tokenID, at: call.now, expiresAt: call.now.adding(seconds: store.tokenLifetime),
                        in: unit)
                }
            }
        } else {
            try await journal.update(trace: call.trace) { [self] unit in
                guard let token = try await store.lockRefreshToken(asked.token, unit) else { return }
                try await store.endFamily(token.family, at: call.now, unit)
            }
        }
        return try .ok(AcceptedDTO(status: "revoked"))
    }
}

extension TokenRequestDTO {
    fileprivate var clientCredentials: (UUID, String)? {
        guard let id = client_id.flatMap(UUID.init(uuidString:)), let client_secret else { return nil }
        return (id, client_secret)
    }
}

/// `Authorization: Basic` (RFC 7617) with a client's id and secret.
enum BasicCredentials {
    static func read(_ field: String?) -> (UUID, String)? {
        guard let field, field.utf8.count < 1000, field.prefix(6).lowercased() == "basic ",
            let data = Data(base64Encoded: String(field.dropFirst(6))),
            let text = String(validating: data, as: UTF8.self), let colon = text.firstIndex(of: ":"),
            let id = UUID(uuidString: String(text[..<colon]))
        else { return nil }
        return (id, String(text[text.index(after: colon)...]))
    }
}
