import HTTP
import JSONTree
import Primitives
import Web

/// Sign-in by tokens (RFC 6749), and their revocation (RFC 7009).
struct TokenRoutes: Sendable {
    let signInPerson: SignInPerson
    let refresh: RefreshSession
    let signInProgram: SignInProgram
    let revoke: RevokeToken
    let accessLifetime: Int

    init(_ parts: AccountsParts) {
        let accounts = AccountRepository(database: parts.database)
        let sessions = Sessions(parts)
        signInPerson = SignInPerson(
            journal: parts.journal, hasher: parts.hasher, keys: parts.keys, accounts: accounts,
            failures: FailedSignInRepository(database: parts.database), sessions: sessions,
            limitsRates: parts.settings.limitsRates)
        refresh = RefreshSession(
            journal: parts.journal, keys: parts.keys, accounts: accounts, sessions: sessions,
            audit: AuditRepository(database: parts.database))
        signInProgram = SignInProgram(
            clients: ClientRepository(database: parts.database), keys: parts.keys, issuer: sessions.issuer)
        revoke = RevokeToken(journal: parts.journal, sessions: sessions)
        accessLifetime = parts.settings.accessLifetime
    }

    var token: Operation {
        Operation(
            "Sign in, or continue a sign-in",
            description: "Grants: password, refresh_token (valid once; a second use ends the sign-in), and "
                + "client_credentials by HTTP Basic. A refusal has the code `invalidGrant` and RFC 6749's `error`.",
            access: .anyone, body: .form(TokenRequestDTO.schema), answers: [.ok(TokenDTO.self)],
            problems: [.invalidGrant, .tooManyRequests]
        ) { call in
            let form: TokenRequestDTO = try call.decode()
            let tokens: SignInTokens
            var scope: String?
            switch form.grant_type {
            case "password":
                let command = SignInPerson.Command(email: form.username ?? "", password: form.password ?? "")
                tokens = try await signInPerson(command, at: call.now, trace: call.trace)
            case "refresh_token":
                tokens = try await refresh(form.refresh_token ?? "", at: call.now, trace: call.trace)
            default:
                let credentials = ClientCredentials(basic: call.header("Authorization")) ?? form.clientCredentials
                scope = form.scope
                tokens = try await signInProgram(credentials, scope: scope, at: call.now)
            }
            let dto = TokenDTO(
                access_token: tokens.access, refresh_token: tokens.refresh, expires_in: accessLifetime, scope: scope)
            return try Response.ok(dto).with("Cache-Control", "no-store")
        }
    }

    var revocation: Operation {
        Operation(
            "End a sign-in by its refresh token, or revoke an access token",
            access: .anyone, body: .form(RevocationDTO.self), answers: [.ok(AcceptedDTO.self)]
        ) { call in
            try await revoke(try call.decode(RevocationDTO.self).token, at: call.now, trace: call.trace)
            return try .ok(AcceptedDTO(status: "revoked"))
        }
    }
}

extension ProblemCode {
    static let invalidGrant = ProblemCode("invalidGrant", "The credentials are not valid", status: 401)
}

extension SignInRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .grant: Self.refusal("invalid_grant")
        case .client: Self.refusal("invalid_client")
        case .tooManyFailures(let seconds): Problem(.tooManyRequests, retryAfter: .seconds(seconds))
        }
    }

    /// The refusal with the members of RFC 6749.
    private static func refusal(_ error: String) -> Problem {
        Problem(
            .invalidGrant,
            extensions: ["error": .string(error), "error_description": "The credentials are not valid."])
    }
}
