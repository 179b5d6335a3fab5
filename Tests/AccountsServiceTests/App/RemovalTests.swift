import Contracts
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing

@testable import AccountsService

@Suite struct RemovalTests {
    @Test func `null removes a field of a person or an agency, and an absent field stays`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let person = try await fixture.join("zoe@example.org")
        let stated: JSON = [
            "homeState": "AL", "degree": "BA",
            "instructorCertification": ["number": "7", "state": "AL", "since": "2019-01-01"],
        ]
        _ = try await fixture.send(.patch, "/v1/me", as: person.token, stated)
        let taken = try await fixture.send(
            .patch, "/v1/me", as: person.token, ["degree": .null, "instructorCertification": .null])
        #expect(taken.status == 200, "\(taken.text)")
        #expect(taken.json["degree"] == .null && taken.json["instructorCertification"] == .null)
        #expect(taken.json["homeState"] == "AL")
        #expect(try await fixture.state(.profile, of: person.id)?.instructorCertification == nil)
        let moved = try await fixture.send(.patch, "/v1/people/\(person.id)", as: admin, ["homeState": .null])
        #expect(moved.json["homeState"] == .null)
        let agency = try await fixture.addAgency(as: admin)
        let changed = try await fixture.send(.patch, "/v1/agencies/\(agency)", as: admin, ["state": .null])
        #expect(changed.json["state"] == .null && changed.json["name"] == "Hoover Police", "\(changed.text)")
        let assignment = try await fixture.send(
            .post, "/v1/me/assignments", as: person.token,
            ["agencyId": .string(agency.description), "position": "sro", "from": "2021-05-01", "to": "2022-05-01"])
        let open = try await fixture.send(
            .patch, "/v1/me/assignments/\(assignment.json.text("id"))", as: person.token, ["to": .null])
        #expect(open.json["to"] == .null && open.json["from"] == "2021-05-01", "\(open.text)")
    }

    @Test func `tokens with removed roles are revoked at once, and the sign-in continues`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let staff = try await fixture.holder(of: ["staff", "auditor"], "staff@example.org", admin)
        let signedIn = try await fixture.signIn("staff@example.org", AccountsFixture.password)
        let path = "/v1/people/\(staff.id)/roles"
        _ = try await fixture.send(
            .put, path, as: admin, ["roles": ["staff", "auditor", "trainingCommittee"]])
        #expect(try await fixture.send(.get, "/v1/people", as: staff.token).status == 200)
        #expect(try await fixture.send(.put, path, as: admin, ["roles": ["auditor"]]).status == 200)
        for token in [staff.token, signedIn.json.text("access_token")] {
            #expect(try await fixture.send(.get, "/v1/me", as: token).status == 401)
        }
        let refreshed = try await fixture.form(
            "/oauth/token",
            [("grant_type", "refresh_token"), ("refresh_token", signedIn.json.text("refresh_token"))])
        #expect(refreshed.status == 200, "\(refreshed.text)")
        let me = try await fixture.send(.get, "/v1/me", as: refreshed.json.text("access_token"))
        #expect(me.json["roles"] == ["auditor"])
        let invite: JSON = ["reason": "called"]
        let recovery = try await fixture.send(
            .post, "/v1/people/\(staff.id)/recovery", as: refreshed.json.text("access_token"), invite)
        #expect(recovery.status == 403)
    }

    @Test func `a person of any role cannot verify their own assignment or lift their own hold`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let agency = try await fixture.addAgency(as: admin)
        let staff = try await fixture.holder(of: ["staff"], "staff@example.org", admin)
        let coordinator = try await fixture.coordinator(of: agency, admin)
        for token in [staff.token, coordinator, admin] {
            let stated = try await fixture.send(
                .post, "/v1/me/assignments", as: token,
                ["agencyId": .string(agency.description), "position": "sro", "from": "2021-05-01"])
            let own = try await fixture.send(
                .post, "/v1/assignments/\(stated.json.text("id"))/verification", as: token)
            #expect(own.status == 403, "\(own.text)")
        }
        let hold = try await fixture.send(
            .post, "/v1/people/\(staff.id)/standing-holds", as: admin,
            ["reason": "dues", "from": "2026-02-01"])
        let lifting = "/v1/standing-holds/\(hold.json.text("id"))/lifting"
        #expect(try await fixture.send(.post, lifting, as: staff.token, ["reason": "mine"]).status == 403)
        #expect(try await fixture.send(.post, lifting, as: admin, ["reason": "paid"]).status == 200)
    }
}
