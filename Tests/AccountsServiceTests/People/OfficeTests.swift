import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import AccountsService

@Suite struct OfficeTests {
    @Test func `roles are in force with the next token, are published, and the last administrator stays`() async throws
    {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let person = try await fixture.join("staff@example.org")
        let agency = try await fixture.addAgency(as: admin)
        #expect(try await fixture.send(.get, "/v1/people", as: person.token).status == 403)
        let set = try await fixture.send(
            .put, "/v1/people/\(person.id)/roles", as: admin,
            ["roles": ["staff"], "coordinatorOf": [.string(agency.description)]])
        #expect(set.status == 200 && set.json["roles"] == ["staff"], "\(set.text)")
        let token = try await fixture.token("staff@example.org", AccountsFixture.password)
        #expect(try await fixture.send(.get, "/v1/people", as: token).status == 200)
        #expect(try await fixture.facts(of: person.id).map(\.type) == ["person.joined", "person.rolesChanged"])
        #expect(try await fixture.state(.person, of: person.id)?.coordinatorOf == [agency])
        let me = try await fixture.send(.get, "/v1/me", as: admin).json.text("personId")
        let last = try await fixture.send(.put, "/v1/people/\(me)/roles", as: admin, ["roles": []])
        #expect(last.status == 409 && last.code == "lastAdministrator")
        let unknown = try await fixture.send(
            .put, "/v1/people/\(person.id)/roles", as: admin,
            ["roles": [], "coordinatorOf": [.string(AgencyID.new().description)]])
        #expect(unknown.status == 409 && unknown.code == "agencyUnknown")
        #expect(
            try await fixture.send(.put, "/v1/people/\(person.id)/roles", as: token, ["roles": []]).status == 403)
    }

    @Test func `staff adds and changes agencies, everybody signed in reads them`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let person = try await fixture.join("zoe@example.org")
        let agency = try await fixture.addAgency(as: admin)
        let read = try await fixture.send(.get, "/v1/agencies/\(agency)", as: person.token)
        #expect(read.json.text("name") == "Hoover Police" && read.headers["ETag"] == "\"1\"")
        let list = try await fixture.send(.get, "/v1/agencies?query=hOOver&limit=1", as: person.token)
        #expect(list.json["items"]?.array?.count == 1 && list.json["nextCursor"] == .null)
        #expect(
            try await fixture.send(
                .patch, "/v1/agencies/\(agency)", as: admin, ["name": "Hoover PD"], headers: ["If-Match": "\"7\""]
            ).status == 412)
        #expect(
            try await fixture.send(
                .patch, "/v1/agencies/\(agency)", as: admin, ["kind": "other"], headers: ["If-Match": "\"1\""]
            ).status == 200)
        #expect(try await fixture.facts(of: agency).map(\.type) == ["agency.added", "agency.changed"])
        #expect(try await fixture.state(.agency, of: agency)?.kind == .other)
    }

    @Test func `an idempotency key makes one agency of two equal requests`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let body: JSON = ["name": "A", "kind": "other", "country": "US"]
        let first = try await fixture.send(
            .post, "/v1/agencies", as: admin, body, headers: ["Idempotency-Key": "k1"])
        let again = try await fixture.send(
            .post, "/v1/agencies", as: admin, body, headers: ["Idempotency-Key": "k1"])
        #expect(first.status == 201 && again.status == 201 && first.json.text("id") == again.json.text("id"))
        var other = body
        other["name"] = "B"
        let reused = try await fixture.send(
            .post, "/v1/agencies", as: admin, other, headers: ["Idempotency-Key": "k1"])
        #expect(reused.status == 422 && reused.code == "idempotencyKeyReused")
    }

    @Test(.rule(.A8)) func `a stated assignment is verified by the agency's coordinator, and by nobody else's`()
        async throws
    {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let agency = try await fixture.addAgency(as: admin)
        let other = try await fixture.addAgency(as: admin)
        let person = try await fixture.join("sro@example.org")
        let stated = try await fixture.send(
            .post, "/v1/me/assignments", as: person.token,
            ["agencyId": .string(agency.description), "position": "sro", "from": "2021-05-01", "schools": ["East"]])
        #expect(stated.status == 201 && stated.json["verified"] == false && stated.json["to"] == .null)
        let path = "/v1/assignments/\(stated.json.text("id"))/verification"
        for (mine, status) in [(other, 404), (agency, 200), (agency, 409)] {
            let coordinator = try await fixture.coordinator(of: mine, admin)
            #expect(try await fixture.send(.post, path, as: coordinator).status == status)
        }
        #expect(try await fixture.send(.post, path, as: person.token).status == 403)
        let list = try await fixture.send(.get, "/v1/me/assignments", as: person.token)
        #expect(list.json["items"]?[0]?["verified"] == true)
        #expect(
            try await fixture.facts(of: person.id).map(\.type)
                == ["person.joined", "assignment.added", "assignment.verified"])
        #expect(try await fixture.state(.person, of: person.id)?.assignments.first?.verified == true)
        let reversed = try await fixture.send(
            .patch, "/v1/me/assignments/\(stated.json.text("id"))", as: person.token, ["to": "2020-01-01"])
        #expect(reversed.status == 409 && reversed.code == "datesReversed")
        let unknown = try await fixture.send(
            .post, "/v1/me/assignments", as: person.token,
            ["agencyId": .string(AgencyID.new().description), "position": "sro", "from": "2021-05-01"])
        #expect(unknown.code == "agencyUnknown")
    }

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

    @Test(.rule(.A2, .A4)) func `with verification on another address counts once its owner used the mailed link`()
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

    @Test(.rule(.A6)) func `the office's code sets a new password once, with the reason on file and the owner told`()
        async throws
    {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let person = try await fixture.join("zoe@example.org")
        let path = "/v1/people/\(person.id)/recovery"
        #expect(try await fixture.send(.post, path, as: person.token, ["reason": "x"]).status == 403)
        let given = try await fixture.send(.post, path, as: admin, ["reason": "called, knew the address"])
        #expect(given.status == 201, "\(given.text)")
        #expect(try await fixture.mails().last?.contains("The office issued a code") == true)
        let confirm: JSON = ["token": .string(given.json.text("code")), "password": "chosen by herself"]
        #expect(try await fixture.send(.post, "/v1/password-resets/confirm", confirm).status == 200)
        #expect(try await fixture.send(.post, "/v1/password-resets/confirm", confirm).code == "codeInvalid")
        #expect(try await fixture.signIn("zoe@example.org", "chosen by herself").status == 200)
        let audit = try await fixture.send(.get, "/v1/audit?subject=\(person.id)", as: admin).text
        #expect(audit.contains("called, knew the address") && !audit.contains(given.json.text("code")))
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
