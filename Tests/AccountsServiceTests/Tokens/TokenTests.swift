import Contracts
import DomainClock
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
        let fixture = try await AccountsFixture()
        let token = try await fixture.admin()
        let keys = try JSONDecoder().decode(
            JWKSet.self, from: Data(try await fixture.send(.get, "/.well-known/jwks.json").text.utf8))
        let verifier = JWTVerifier(issuer: "http://127.0.0.1:8081")
        verifier.replaceKeys(
            try keys.keys.map { jwk in
                VerificationKey(
                    kid: jwk.kid, key: try #require(jwk.publicKey), notBefore: Instant("2020-01-01T00:00:00Z")!,
                    notAfter: Instant("2030-01-01T00:00:00Z")!)
            })
        let claims = try verifier.verify(token, at: fixture.clock.now)
        #expect(claims.roles == ["admin"] && claims.kind == .person)
        let kid = try #require(keys.keys.first?.kid)
        let record = try await fixture.state(.signingKey, of: SigningKeyID(kid: kid))
        #expect(record?.jwk["x"] == keys.keys.first?.x)
        let configuration = try await fixture.send(.get, "/.well-known/openid-configuration")
        #expect(configuration.json.text("jwks_uri").hasSuffix("/.well-known/jwks.json"))
    }

    @Test func `wrong password, unknown name and nonsense get one and the same answer`() async throws {
        let fixture = try await AccountsFixture()
        _ = try await fixture.join("zoe@example.org")
        for (name, password) in [
            ("zoe@example.org", "wrong"), ("nobody@example.org", "wrong"), ("no address", ""), ("", "x"),
        ] {
            let reply = try await fixture.signIn(name, password)
            #expect(reply.status == 401 && reply.code == "invalidGrant")
            #expect(reply.json.text("error") == "invalid_grant")
        }
        let implicit = try await fixture.form("/oauth/token", [("grant_type", "implicit")])
        #expect(implicit.status == 422)
        #expect(implicit.json["errors"]?[0]?["pointer"] == "/grant_type")
        #expect(
            implicit.json["errors"]?[0]?["detail"]
                == "must be one of \"password\", \"refresh_token\", \"client_credentials\"")
    }

    private func refresh(_ fixture: AccountsFixture, _ token: String) async throws -> Reply {
        try await fixture.form("/oauth/token", [("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    @Test func `a refresh token is valid once, and its second use ends the sign-in`() async throws {
        let fixture = try await AccountsFixture()
        _ = try await fixture.join("zoe@example.org")
        let first = try await fixture.signIn("zoe@example.org", AccountsFixture.password)
        let second = try await refresh(fixture, first.json.text("refresh_token"))
        #expect(second.status == 200)
        #expect(try await fixture.send(.get, "/v1/me", as: second.json.text("access_token")).status == 200)
        #expect(try await refresh(fixture, first.json.text("refresh_token")).status == 401)
        #expect(try await refresh(fixture, second.json.text("refresh_token")).status == 401)
        #expect(try await fixture.send(.get, "/v1/me", as: second.json.text("access_token")).status == 401)
    }

    @Test func `two uses of a refresh token at once are a second use`() async throws {
        let fixture = try await AccountsFixture()
        _ = try await fixture.join("zoe@example.org")
        let token = try await fixture.signIn("zoe@example.org", AccountsFixture.password).json.text("refresh_token")
        async let one = refresh(fixture, token)
        async let other = refresh(fixture, token)
        #expect(try await [one.status, other.status].sorted() == [200, 401])
    }

    @Test func `a refresh token ends after its time`() async throws {
        let fixture = try await AccountsFixture()
        _ = try await fixture.join("zoe@example.org")
        let token = try await fixture.signIn("zoe@example.org", AccountsFixture.password).json.text("refresh_token")
        fixture.clock.move(to: Instant("2026-04-01T18:00:00Z")!)
        #expect(try await refresh(fixture, token).status == 401)
    }

    @Test func `revoking a refresh token ends the sign-in, revoking an access token voids it`() async throws {
        let fixture = try await AccountsFixture()
        let person = try await fixture.join("zoe@example.org")
        #expect(try await fixture.form("/oauth/revoke", [("token", person.token)]).status == 200)
        #expect(try await fixture.send(.get, "/v1/me", as: person.token).status == 401)
        let reply = try await fixture.signIn("zoe@example.org", AccountsFixture.password)
        #expect(
            try await fixture.form("/oauth/revoke", [("token", reply.json.text("refresh_token"))]).status == 200)
        #expect(try await refresh(fixture, reply.json.text("refresh_token")).status == 401)
        #expect(try await fixture.send(.get, "/v1/me", as: reply.json.text("access_token")).status == 401)
        #expect(try await fixture.form("/oauth/revoke", [("token", "never-seen")]).status == 200)
    }

    @Test func `after five failures the next tries wait, twice as long each time, for unknown names too`() async throws
    {
        let fixture = try await AccountsFixture(["MUSTER_RATE_LIMITS": "on"])
        _ = try await fixture.signUp("zoe@example.org")
        for name in ["zoe@example.org", "nobody@example.org"] {
            for _ in 0..<6 { #expect(try await fixture.signIn(name, "wrong").status == 401) }
            let blocked = try await fixture.signIn(name, AccountsFixture.password)
            #expect(blocked.status == 429 && blocked.headers["Retry-After"] != nil)
        }
        #expect(try await fixture.admin().isEmpty == false)
    }

    @Test func `a program signs in with its credentials and acts with its roles`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let client = try await fixture.send(
            .post, "/v1/clients", as: admin, ["name": "provider", "roles": ["staff"]])
        #expect(client.status == 201)
        let pair = "\(client.json.text("id")):\(client.json.text("clientSecret"))"
        let basic = "Basic " + Data(pair.utf8).base64EncodedString()
        let reply = try await fixture.form(
            "/oauth/token", [("grant_type", "client_credentials"), ("scope", "payments")],
            headers: ["Authorization": basic])
        #expect(reply.status == 200 && reply.json["refresh_token"] == nil)
        #expect(try await fixture.send(.get, "/v1/people", as: reply.json.text("access_token")).status == 200)
        #expect(try await fixture.send(.get, "/v1/me", as: reply.json.text("access_token")).status == 403)
        let wrong = try await fixture.form(
            "/oauth/token", [("grant_type", "client_credentials")],
            headers: ["Authorization": "Basic " + Data("\(client.json.text("id")):x".utf8).base64EncodedString()])
        #expect(wrong.status == 401 && wrong.json.text("error") == "invalid_client")
    }

    @Test func `keys are renewed ahead of their end, and forgotten after their last token`() async throws {
        let fixture = try await AccountsFixture()
        let store = fixture.context.tokens
        let keys = SigningKeys(
            journal: fixture.context.journal, store: store,
            seal: SharedSecret("signingKeySeal", database: fixture.database),
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
        #expect(try await fixture.state(.signingKey, of: SigningKeyID(kid: first.kid)) != nil)
        try await fixture.database.execute("UPDATE signing_seed SET made_at = made_at - interval '2 days'")
        try await keys.maintain(at: start.adding(seconds: 87_400))
        #expect(keys.published(at: start.adding(seconds: 87_400)).map(\.kid) == [second.kid])
        #expect(try await fixture.state(.signingKey, of: SigningKeyID(kid: first.kid)) == nil)
        let rows = try await fixture.database.query(
            "SELECT 1 FROM state_record WHERE aggregate_id = \("key:" + first.kid) AND data IS NULL")
        #expect(rows.count == 1)
    }

    @Test func `a clock that jumps past every key makes a new one at once`() async throws {
        let fixture = try await AccountsFixture()
        fixture.clock.move(to: Instant("2031-01-01T00:00:00Z")!)
        let token = try await fixture.admin()
        #expect(try await fixture.send(.get, "/v1/me", as: token).status == 200)
    }
}
