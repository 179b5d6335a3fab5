import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import AccountsService

@Suite struct PeopleTests {
    @Test(.rule(.A7, .A8)) func `a person's data is changed with its version, and by staff with an audit line`()
        async throws
    {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let person = try await fixture.join("zoe@example.org")
        let patch: JSON = [
            "homeState": "AL", "swornOfficer": true, "degree": "BA",
            "instructorCertification": ["number": "7", "state": "AL", "since": "2019-01-01"],
        ]
        let changed = try await fixture.send(
            .patch, "/v1/me", as: person.token, patch, headers: ["If-Match": "\"1\""])
        #expect(changed.status == 200 && changed.json["version"] == 2, "\(changed.text)")
        #expect(changed.json["instructorCertification"]?["since"] == "2019-01-01")
        #expect(
            try await fixture.send(.patch, "/v1/me", as: person.token, patch, headers: ["If-Match": "\"1\""]).status
                == 412)
        #expect(try await fixture.state(.profile, of: person.id)?.instructorCertification?.number == "7")
        _ = try await fixture.join("ann@example.org")
        let taken = try await fixture.send(
            .patch, "/v1/people/\(person.id)", as: admin, ["email": "ANN@example.org"])
        #expect(taken.status == 409 && taken.code == "emailTaken", "\(taken.text)")
        let mine = try await fixture.send(.patch, "/v1/me", as: person.token, ["email": "ANN@example.org"])
        #expect(mine.status == 200 && mine.json.text("email") == "zoe@example.org")
        let moved = try await fixture.send(
            .patch, "/v1/people/\(person.id)", as: admin, ["email": "new@example.org"])
        #expect(moved.json.text("email") == "new@example.org")
        _ = try await fixture.token("new@example.org", AccountsFixture.password)
        let audit = try await fixture.send(.get, "/v1/audit?subject=\(person.id)", as: admin)
        #expect(audit.json["items"]?[0]?["action"] == "person.corrected")
        let found = try await fixture.send(.get, "/v1/people?query=NEW@ex", as: admin)
        #expect(found.json["items"]?.array?.count == 1)
    }

    @Test(.rule(.A2, .A4))
    func `with verification another address takes effect once its owner has used the mailed link`()
        async throws
    {
        let fixture = try await AccountsFixture(["ACCOUNTS_EMAIL_VERIFICATION": "on"])
        _ = try await fixture.signUp("zoe@example.org")
        let first = try await fixture.mailedCode()
        _ = try await fixture.send(.post, "/v1/accounts/verify", ["token": .string(first)])
        let token = try await fixture.token("zoe@example.org", AccountsFixture.password)
        let asked = try await fixture.send(.patch, "/v1/me", as: token, ["email": "new@example.org"])
        #expect(asked.json.text("email") == "zoe@example.org")
        let code = try await fixture.mailedCode()
        #expect(try await fixture.send(.post, "/v1/accounts/verify", ["token": .string(code)]).status == 200)
        #expect(try await fixture.send(.get, "/v1/me", as: token).json.text("email") == "new@example.org")
        #expect(try await fixture.signIn("zoe@example.org", AccountsFixture.password).status == 401)
        #expect(try await fixture.signIn("NEW@example.org", AccountsFixture.password).status == 200)
    }

    @Test func `people are listed page by page`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        for number in 0..<3 { _ = try await fixture.signUp("p\(number)@example.org") }
        var seen: [String] = []
        var cursor = ""
        repeat {
            let page = try await fixture.send(.get, "/v1/people?query=example.org&limit=2\(cursor)", as: admin)
            seen += page.json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
            cursor = page.json["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty
        #expect(Set(seen).count == 4 && seen.count == 4)
    }
}
