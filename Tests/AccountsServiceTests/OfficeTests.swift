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
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let person = try await sample.join("staff@example.org")
            let agency = try await sample.addAgency(as: admin)
            #expect(try await sample.send(.get, "/v1/people", as: person.token).status == 403)
            let set = try await sample.send(
                .put, "/v1/people/\(person.id)/roles", as: admin,
                ["roles": ["staff"], "coordinatorOf": [.string(agency.description)]])
            #expect(set.status == 200 && set.json["roles"] == ["staff"], "\(set.text)")
            let token = try await sample.token("staff@example.org", AccountsSample.password)
            #expect(try await sample.send(.get, "/v1/people", as: token).status == 200)
            #expect(try await sample.facts(of: person.id).map(\.type) == ["person.joined", "person.rolesChanged"])
            #expect(try await sample.state(.person, of: person.id)?.coordinatorOf == [agency])
            let me = try await sample.send(.get, "/v1/me", as: admin).string("personId")
            let last = try await sample.send(.put, "/v1/people/\(me)/roles", as: admin, ["roles": []])
            #expect(last.status == 409 && last.code == "lastAdministrator")
            let unknown = try await sample.send(
                .put, "/v1/people/\(person.id)/roles", as: admin,
                ["roles": [], "coordinatorOf": [.string(AgencyID.new().description)]])
            #expect(unknown.status == 409 && unknown.code == "agencyUnknown")
            #expect(
                try await sample.send(.put, "/v1/people/\(person.id)/roles", as: token, ["roles": []]).status == 403)
        }
    }

    @Test func `staff adds and changes agencies, everybody signed in reads them`() async throws {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let person = try await sample.join("zoe@example.org")
            let agency = try await sample.addAgency(as: admin)
            let read = try await sample.send(.get, "/v1/agencies/\(agency)", as: person.token)
            #expect(read.string("name") == "Hoover Police" && read.headers["ETag"] == "\"1\"")
            let list = try await sample.send(.get, "/v1/agencies?query=hOOver&limit=1", as: person.token)
            #expect(list.json["items"]?.array?.count == 1 && list.json["nextCursor"] == .null)
            #expect(
                try await sample.send(
                    .patch, "/v1/agencies/\(agency)", as: admin, ["name": "Hoover PD"], headers: ["If-Match": "\"7\""]
                ).status == 412)
            #expect(
                try await sample.send(
                    .patch, "/v1/agencies/\(agency)", as: admin, ["kind": "other"], headers: ["If-Match": "\"1\""]
                ).status == 200)
            #expect(try await sample.facts(of: agency).map(\.type) == ["agency.added", "agency.changed"])
            #expect(try await sample.state(.agency, of: agency)?.kind == .other)
        }
    }

    @Test func `an idempotency key makes one agency of two equal requests`() async throws {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let body: JSON = ["name": "A", "kind": "other", "country": "US"]
            let first = try await sample.send(
                .post, "/v1/agencies", as: admin, body, headers: ["Idempotency-Key": "k1"])
            let again = try await sample.send(
                .post, "/v1/agencies", as: admin, body, headers: ["Idempotency-Key": "k1"])
            #expect(first.status == 201 && again.status == 201 && first.string("id") == again.string("id"))
            var other = body
            other["name"] = "B"
            let reused = try await sample.send(
                .post, "/v1/agencies", as: admin, other, headers: ["Idempotency-Key": "k1"])
            #expect(reused.status == 422 && reused.code == "idempotencyKeyReused")
        }
    }

    @Test func `a stated assignment is verified by the agency's coordinator, and by nobody else's`() async throws {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let agency = try await sample.addAgency(as: admin)
            let other = try await sample.addAgency(as: admin)
            let person = try await sample.join("sro@example.org")
            let stated = try await sample.send(
                .post, "/v1/me/assignments", as: person.token,
                ["agencyId": .string(agency.description), "position": "sro", "from": "2021-05-01", "schools": ["East"]])
            #expect(stated.status == 201 && stated.json["verified"] == false && stated.json["to"] == .null)
            let path = "/v1/assignments/\(stated.string("id"))/verification"
            for (mine, status) in [(other, 404), (agency, 200), (agency, 409)] {
                let coordinator = try await sample.coordinator(of: mine, admin)
                #expect(try await sample.send(.post, path, as: coordinator).status == status)
            }
            #expect(try await sample.send(.post, path, as: person.token).status == 403)
            let list = try await sample.send(.get, "/v1/me/assignments", as: person.token)
            #expect(list.json["items"]?[0]?["verified"] == true)
            #expect(
                try await sample.facts(of: person.id).map(\.type)
                    == ["person.joined", "assignment.added", "assignment.verified"])
            #expect(try await sample.state(.person, of: person.id)?.assignments.first?.verified == true)
            let reversed = try await sample.send(
                .patch, "/v1/me/assignments/\(stated.string("id"))", as: person.token, ["to": "2020-01-01"])
            #expect(reversed.status == 409 && reversed.code == "datesReversed")
            let unknown = try await sample.send(
                .post, "/v1/me/assignments", as: person.token,
                ["agencyId": .string(AgencyID.new().description), "position": "sro", "from": "2021-05-01"])
            #expect(unknown.code == "agencyUnknown")
        }
    }

    @Test func `a person's data is changed with its version, and by staff with an audit line`() async throws {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let person = try await sample.join("zoe@example.org")
            let patch: JSON = [
                "homeState": "AL", "swornOfficer": true, "degree": "BA",
                "instructorCertification": ["number": "7", "state": "AL", "since": "2019-01-01"],
            ]
            let changed = try await sample.send(
                .patch, "/v1/me", as: person.token, patch, headers: ["If-Match": "\"1\""])
            #expect(changed.status == 200 && changed.json["version"] == 2, "\(changed.text)")
            #expect(changed.json["instructorCertification"]?["since"] == "2019-01-01")
            #expect(
                try await sample.send(.patch, "/v1/me", as: person.token, patch, headers: ["If-Match": "\"1\""]).status
                    == 412)
            #expect(try await sample.state(.profile, of: person.id)?.instructorCertification?.number == "7")
            _ = try await sample.join("ann@example.org")
            let taken = try await sample.send(
                .patch, "/v1/people/\(person.id)", as: admin, ["email": "ANN@example.org"])
            #expect(taken.status == 409 && taken.code == "emailTaken", "\(taken.text)")
            let mine = try await sample.send(.patch, "/v1/me", as: person.token, ["email": "ANN@example.org"])
            #expect(mine.status == 200 && mine.string("email") == "zoe@example.org")
            let moved = try await sample.send(
                .patch, "/v1/people/\(person.id)", as: admin, ["email": "new@example.org"])
            #expect(moved.string("email") == "new@example.org")
            _ = try await sample.token("new@example.org", AccountsSample.password)
            let audit = try await sample.send(.get, "/v1/audit?subject=\(person.id)", as: admin)
            #expect(audit.json["items"]?[0]?["action"] == "person.corrected")
            let found = try await sample.send(.get, "/v1/people?query=NEW@ex", as: admin)
            #expect(found.json["items"]?.array?.count == 1)
        }
    }

    @Test func `with verification on another address counts once its owner used the mailed link`() async throws {
        try await AccountsSample.with(["ACCOUNTS_EMAIL_VERIFICATION": "on"]) { sample in
            _ = try await sample.signUp("zoe@example.org")
            let first = try await sample.mailedCode()
            _ = try await sample.send(.post, "/v1/accounts/verify", ["token": .string(first)])
            let token = try await sample.token("zoe@example.org", AccountsSample.password)
            let asked = try await sample.send(.patch, "/v1/me", as: token, ["email": "new@example.org"])
            #expect(asked.string("email") == "zoe@example.org")
            let code = try await sample.mailedCode()
            #expect(try await sample.send(.post, "/v1/accounts/verify", ["token": .string(code)]).status == 200)
            #expect(try await sample.send(.get, "/v1/me", as: token).string("email") == "new@example.org")
            #expect(try await sample.signIn("zoe@example.org", AccountsSample.password).status == 401)
            #expect(try await sample.signIn("NEW@example.org", AccountsSample.password).status == 200)
        }
    }

    @Test func `the office's code sets a new password once, with the reason on file and the owner told`() async throws {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let person = try await sample.join("zoe@example.org")
            let path = "/v1/people/\(person.id)/recovery"
            #expect(try await sample.send(.post, path, as: person.token, ["reason": "x"]).status == 403)
            let given = try await sample.send(.post, path, as: admin, ["reason": "called, knew the address"])
            #expect(given.status == 201, "\(given.text)")
            #expect(try await sample.mails().last?.contains("The office issued a code") == true)
            let confirm: JSON = ["token": .string(given.string("code")), "password": "chosen by herself"]
            #expect(try await sample.send(.post, "/v1/password-resets/confirm", confirm).status == 200)
            #expect(try await sample.send(.post, "/v1/password-resets/confirm", confirm).code == "codeInvalid")
            #expect(try await sample.signIn("zoe@example.org", "chosen by herself").status == 200)
            let audit = try await sample.send(.get, "/v1/audit?subject=\(person.id)", as: admin).text
            #expect(audit.contains("called, knew the address") && !audit.contains(given.string("code")))
        }
    }

    @Test func `people are listed page by page`() async throws {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            for number in 0..<3 { _ = try await sample.signUp("p\(number)@example.org") }
            var seen: [String] = []
            var cursor = ""
            repeat {
                let page = try await sample.send(.get, "/v1/people?query=example.org&limit=2\(cursor)", as: admin)
                seen += page.json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
                cursor = page.json["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(Set(seen).count == 4 && seen.count == 4)
        }
    }
}

extension AccountsSample {
    /// A fresh coordinator of the agency: its token.
    func coordinator(of agency: AgencyID, _ admin: String) async throws -> String {
        let email = "c\(PersonID.new())@example.org"
        let person = try await join(email)
        _ = try await send(
            .put, "/v1/people/\(person.id)/roles", as: admin,
            ["roles": ["agencyCoordinator"], "coordinatorOf": [.string(agency.description)]])
        return try await token(email, Self.password)
    }
}
