import Contracts
import DomainClock
import FoundationEssentials
import HTTP
import JSONTree
import Postgres
import Primitives
import Security
import TestSupport
import Testing

@testable import AccountsService

@Suite struct SignUpTests {
    @Test
    func `with verification off a person joins, signs in and is published, without personal data on public topics`()
        async throws
    {
        let fixture = try await AccountsFixture()
        let person = try await fixture.join("Zoe@Example.org", kind: "member")
        let me = try await fixture.send(.get, "/v1/me", as: person.token)
        #expect(me.status == 200)
        #expect(me.json.text("email") == "Zoe@Example.org" && me.json.text("kind") == "member")
        #expect(me.json["membership"] == .null && me.json["homeState"] == .null)
        let facts = try await fixture.facts(of: person.id)
        #expect(facts.map(\.type) == ["person.joined"] && facts[0].data == ["kind": "member"])
        #expect(try await fixture.state(.person, of: person.id)?.kind == .member)
        let profile = try await fixture.state(.profile, of: person.id)
        #expect(profile?.familyName == "Nguyễn" && profile?.email == "Zoe@Example.org")
    }

    @Test(.rule(.A3, .A4)) func `a known address gets the same answer as a new one, and its owner a mail`() async throws
    {
        let fixture = try await AccountsFixture()
        let first = try await fixture.signUp("zoe@example.org")
        let again = try await fixture.signUp("ZOE@example.org", password: "another password")
        #expect(first.status == 202 && again.status == 202 && first.text == again.text)
        #expect(try await fixture.mails().last?.contains("You already have an account") == true)
        #expect(try await fixture.signIn("zoe@example.org", "another password").status == 401)
        #expect(try await fixture.signIn("zoe@EXAMPLE.org", AccountsFixture.password).status == 200)
    }

    @Test(.rule(.A2, .A3, .A4))
    func `with verification there is no account before the mailed code, and the code is valid once`()
        async throws
    {
        let fixture = try await AccountsFixture(["ACCOUNTS_EMAIL_VERIFICATION": "on"])
        #expect(try await fixture.signUp("zoe@example.org").status == 202)
        #expect(try await fixture.signIn("zoe@example.org", AccountsFixture.password).status == 401)
        let code = try await fixture.mailedCode()
        #expect(try await fixture.send(.post, "/v1/accounts/verify", ["token": .string(code)]).status == 200)
        let again = try await fixture.send(.post, "/v1/accounts/verify", ["token": .string(code)])
        #expect(again.status == 409 && again.code == "codeInvalid")
        #expect(try await fixture.signIn("zoe@example.org", AccountsFixture.password).status == 200)
    }

    @Test func `a code is void after a day`() async throws {
        let fixture = try await AccountsFixture(["ACCOUNTS_EMAIL_VERIFICATION": "on"])
        _ = try await fixture.signUp("zoe@example.org")
        let code = try await fixture.mailedCode()
        fixture.clock.move(to: Instant("2026-03-02T18:00:01Z")!)
        #expect(try await fixture.send(.post, "/v1/accounts/verify", ["token": .string(code)]).status == 409)
    }

    @Test(.rule(.A3, .A4)) func `twenty sign-ups of one address at once make one account`() async throws {
        let fixture = try await AccountsFixture()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 { group.addTask { try await fixture.signUp("zoe@example.org").status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 202, count: 20))
        let rows = try await fixture.database.query("SELECT 1 FROM account WHERE email_key = 'zoe@example.org'")
        #expect(rows.count == 1)
    }

    @Test(.rule(.A3, .A4)) func `a proof of work is required where it is switched on, and counts once`() async throws {
        let fixture = try await AccountsFixture(["ACCOUNTS_CHALLENGE": "on", "ACCOUNTS_CHALLENGE_HARDEST": "1000"])
        let without = try await fixture.signUp("zoe@example.org")
        #expect(without.status == 409 && without.code == "challengeFailed")
        let challenge = try await fixture.send(.get, "/v1/challenge").json
        let solved = try #require(Self.solve(challenge))
        #expect(try await fixture.signUp("zoe@example.org", challenge: solved).status == 202)
        #expect(try await fixture.signUp("ann@example.org", challenge: solved).status == 409)
        let late = try #require(Self.solve(try await fixture.send(.get, "/v1/challenge").json))
        fixture.clock.move(to: Instant("2026-03-01T18:11:00Z")!)
        #expect(try await fixture.signUp("ann@example.org", challenge: late).status == 409)
    }

    @Test func `digits moved from a solution's number into its salt make no challenge that lasts`() async throws {
        let fixture = try await AccountsFixture(["ACCOUNTS_CHALLENGE": "on", "ACCOUNTS_CHALLENGE_HARDEST": "1000"])
        for _ in 0..<20 {
            let challenge = try await fixture.send(.get, "/v1/challenge").json
            let solved = try #require(Self.solve(challenge).flatMap { Data(base64Encoded: $0) })
            guard var moved = try JSON.parse(solved).object, let number = moved["number"]?.integer, number > 99,
                let rest = Int(String(number).dropFirst()), String(rest).count == String(number).count - 1
            else { continue }
            moved["number"] = .integer(rest)
            moved["salt"] = .string((challenge["salt"]?.string ?? "") + String(number).prefix(1))
            let text = Data(JSON.object(moved).serialised()).base64EncodedString()
            let reply = try await fixture.signUp("zoe@example.org", challenge: text)
            #expect(reply.status == 409 && reply.code == "challengeFailed")
            return
        }
        Issue.record("no number of three digits came up")
    }

    private static func solve(_ challenge: JSON) -> String? {
        let salt = challenge["salt"]?.string ?? ""
        for number in 0...(challenge["maxnumber"]?.integer ?? 0)
        where .string(Hex.encode(sha256(Array("\(salt)\(number)".utf8)))) == challenge["challenge"] {
            let solution: JSON = [
                "algorithm": "SHA-256", "challenge": challenge["challenge"] ?? .null, "number": .integer(number),
                "salt": .string(salt), "signature": challenge["signature"] ?? .null,
            ]
            return Data(solution.serialised()).base64EncodedString()
        }
        return nil
    }

    @Test func `a short password breaks the schema, an obvious one a rule`() async throws {
        let fixture = try await AccountsFixture()
        #expect(try await fixture.signUp("zoe@example.org", password: "short").status == 422)
        let obvious = try await fixture.signUp("zoe@example.org", password: "password1")
        #expect(obvious.status == 409 && obvious.code == "passwordTooWeak")
    }

    @Test(.rule(.A6)) func `a forgotten password is set by mail, which ends all sign-ins`() async throws {
        let fixture = try await AccountsFixture()
        let person = try await fixture.join("zoe@example.org")
        let unknown = try await fixture.send(.post, "/v1/password-resets", ["email": "nobody@example.org"])
        #expect(try await fixture.mails().isEmpty)
        let known = try await fixture.send(.post, "/v1/password-resets", ["email": "Zoe@example.org"])
        #expect(known.status == 202 && known.text == unknown.text)
        let reset = try await fixture.send(
            .post, "/v1/password-resets/confirm",
            ["token": .string(try await fixture.mailedCode()), "password": "a new long password"])
        #expect(reset.status == 200, "\(reset.text)")
        #expect(try await fixture.send(.get, "/v1/me", as: person.token).status == 401)
        #expect(try await fixture.signIn("zoe@example.org", AccountsFixture.password).status == 401)
        fixture.clock.move(to: Instant("2026-03-01T18:00:01Z")!)
        let token = try await fixture.token("zoe@example.org", "a new long password")
        #expect(try await fixture.send(.get, "/v1/me", as: token).status == 200)
        #expect(try await fixture.state(.revocation, of: RevocationID(subject: person.id.description)) != nil)
    }
}
