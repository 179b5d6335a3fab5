import Contracts
import Foundation
import HTTP
import JSONTree
import Postgres
import Primitives
import Security
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct TokenTests {
    @Test func `a token verifies by the published key set alone and says who and what`() async throws {
        try await AccountsSample.with { sample in
            let token = try await sample.admin()
            let keys = try JSONDecoder().decode(
                JWKSet.self, from: Data(try await sample.send(.get, "/.well-known/jwks.json").text.utf8))
            let verifier = JWTVerifier(issuer: "http://127.0.0.1:8081")
            verifier.replaceKeys(
                try keys.keys.map { jwk in
                    VerificationKey(
                        kid: jwk.kid, key: try #require(jwk.publicKey), notBefore: Instant("2020-01-01T00:00:00Z")!,
                        notAfter: Instant("2030-01-01T00:00:00Z")!)
                })
            let claims = try verifier.verify(token, at: sample.clock.now)
            #expect(claims.roles == ["admin"] && claims.kind == .person)
            let kid = try #require(keys.keys.first?.kid)
            let record = try await sample.state(.signingKey, of: SigningKeyID(kid: kid))
            #expect(record?.jwk["x"] == keys.keys.first?.x)
            let configuration = try await sample.send(.get, "/.well-known/openid-configuration")
            #expect(configuration.string("jwks_uri").hasSuffix("/.well-known/jwks.json"))
        }
    }

    @Test func `wrong password, unknown name and nonsense get one and the same answer`() async throws {
        try await AccountsSample.with { sample in
            _ = try await sample.join("zoe@example.org")
            for (name, password) in [
                ("zoe@example.org", "wrong"), ("nobody@example.org", "wrong"), ("no address", ""), ("", "x"),
            ] {
                let reply = try await sample.signIn(name, password)
                #expect(reply.status == 401 && reply.code == "invalidGrant")
                #expect(reply.string("error") == "invalid_grant")
            }
            let implicit = try await sample.form("/oauth/token", [("grant_type", "implicit")])
            #expect(implicit.status == 422)
            #expect(implicit.json["errors"]?[0]?["pointer"] == "/grant_type")
            #expect(
                implicit.json["errors"]?[0]?["detail"]
                    == "must be one of \"password\", \"refresh_token\", \"client_credentials\"")
        }
    }

    private func refresh(_ sample: AccountsSample, _ token: String) async throws -> Reply {
        try await sample.form("/oauth/token", [("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    @Test func `a refresh token is good once; its second use ends the whole sign-in`() async throws {
        try await AccountsSample.with { sample in
            _ = try await sample.join("zoe@example.org")
            let first = try await sample.signIn("zoe@example.org", AccountsSample.password)
            let second = try await refresh(sample, first.string("refresh_token"))
            #expect(second.status == 200)
            #expect(try await sample.send(.get, "/v1/me", as: second.string("access_token")).status == 200)
            #expect(try await refresh(sample, first.string("refresh_token")).status == 401)
            #expect(try await refresh(sample, second.string("refresh_token")).status == 401)
            #expect(try await sample.send(.get, "/v1/me", as: second.string("access_token")).status == 401)
        }
    }

    @Test func `two uses of a refresh token at once are a second use`() async throws {
        try await AccountsSample.with { sample in
            _ = try await sample.join("zoe@example.org")
            let token = try await sample.signIn("zoe@example.org", AccountsSample.password).string("refresh_token")
            async let one = refresh(sample, token)
            async let other = refresh(sample, token)
            #expect(try await [one.status, other.status].sorted() == [200, 401])
        }
    }

    @Test func `a refresh token ends after its time`() async throws {
        try await AccountsSample.with { sample in
            _ = try await sample.join("zoe@example.org")
            let token = try await sample.signIn("zoe@example.org", AccountsSample.password).string("refresh_token")
            sample.clock.move(to: Instant("2026-04-01T18:00:00Z")!)
            #expect(try await refresh(sample, token).status == 401)
        }
    }

    @Test func `revoking a refresh token ends the sign-in, revoking an access token voids it`() async throws {
        try await AccountsSample.with { sample in
            let person = try await sample.join("zoe@example.org")
            #expect(try await sample.form("/oauth/revoke", [("token", person.token)]).status == 200)
            #expect(try await sample.send(.get, "/v1/me", as: person.token).status == 401)
            let reply = try await sample.signIn("zoe@example.org", AccountsSample.password)
            #expect(
                try await sample.form("/oauth/revoke", [("token", reply.string("refresh_token"))]).status == 200)
            #expect(try await refresh(sample, reply.string("refresh_token")).status == 401)
            #expect(try await sample.send(.get, "/v1/me", as: reply.string("access_token")).status == 401)
            #expect(try await sample.form("/oauth/revoke", [("token", "never-seen")]).status == 200)
        }
    }

    @Test func `after five failures the next tries wait, twice as long each time, for unknown names too`() async throws
    {
        try await AccountsSample.with(["MUSTER_RATE_LIMITS": "on"]) { sample in
            _ = try await sample.signUp("zoe@example.org")
            for name in ["zoe@example.org", "nobody@example.org"] {
                for _ in 0..<6 { #expect(try await sample.signIn(name, "wrong").status == 401) }
                let blocked = try await sample.signIn(name, AccountsSample.password)
                #expect(blocked.status == 429 && blocked.headers["Retry-After"] != nil)
            }
            #expect(try await sample.admin().isEmpty == false)
        }
    }

    @Test func `a program signs in with its credentials and acts with its roles`() async throws {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let client = try await sample.send(
                .post, "/v1/clients", as: admin, ["name": "provider", "roles": ["staff"]])
            #expect(client.status == 201)
            let pair = "\(client.string("id")):\(client.string("clientSecret"))"
            let basic = "Basic " + Data(pair.utf8).base64EncodedString()
            let reply = try await sample.form(
                "/oauth/token", [("grant_type", "client_credentials"), ("scope", "payments")],
                headers: ["Authorization": basic])
            #expect(reply.status == 200 && reply.json["refresh_token"] == nil)
            #expect(try await sample.send(.get, "/v1/people", as: reply.string("access_token")).status == 200)
            #expect(try await sample.send(.get, "/v1/me", as: reply.string("access_token")).status == 403)
            let wrong = try await sample.form(
                "/oauth/token", [("grant_type", "client_credentials")],
                headers: ["Authorization": "Basic " + Data("\(client.string("id")):x".utf8).base64EncodedString()])
            #expect(wrong.status == 401 && wrong.string("error") == "invalid_client")
        }
    }

    @Test func `keys are renewed ahead of their end, and forgotten after their last token`() async throws {
        try await AccountsSample.with { sample in
            let store = sample.service.context.tokens
            let keys = SigningKeys(
                journal: sample.service.context.journal, store: store,
                seal: SharedSecret("signingKeySeal", database: sample.database),
                policy: SigningKeys.Policy(span: 86_400, ahead: 3600, tokenLifetime: 1000))
            let start = Instant("2027-01-01T00:00:00Z")!
            try await keys.maintain(at: start)
            let first = try await keys.signing(at: start)
            try await keys.maintain(at: start.adding(seconds: 86_000))
            #expect(keys.published(at: start.adding(seconds: 86_000)).count == 2)
            #expect(try await keys.signing(at: start.adding(seconds: 86_000)).kid == first.kid)
            let second = try await keys.signing(at: start.adding(seconds: 86_400))
            #expect(second.kid != first.kid)
            // A key of today by the real clock stays, however far the domain clock jumped: others may not have followed.
            try await keys.maintain(at: start.adding(seconds: 87_400))
            #expect(try await sample.state(.signingKey, of: SigningKeyID(kid: first.kid)) != nil)
            try await sample.database.execute("UPDATE signing_seed SET made_at = made_at - interval '2 days'")
            try await keys.maintain(at: start.adding(seconds: 87_400))
            #expect(keys.published(at: start.adding(seconds: 87_400)).map(\.kid) == [second.kid])
            #expect(try await sample.state(.signingKey, of: SigningKeyID(kid: first.kid)) == nil)
            let rows = try await sample.database.query(
                "SELECT 1 FROM state_record WHERE aggregate_id = \("key:" + first.kid) AND data IS NULL")
            #expect(rows.count == 1)
        }
    }

    @Test func `a clock that jumps past every key makes a new one at once`() async throws {
        try await AccountsSample.with { sample in
            sample.clock.move(to: Instant("2031-01-01T00:00:00Z")!)
            let token = try await sample.admin()
            #expect(try await sample.send(.get, "/v1/me", as: token).status == 200)
        }
    }
}
