import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing

@testable import AccountsService

@Suite struct PowerTests {
    @Test func `staff cannot use an administrator's roles by recovery, another address, a merge or its undo`()
        async throws
    {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let adminID = try await fixture.send(.get, "/v1/me", as: admin).json.text("personId")
        let staff = try await fixture.holder(of: ["staff"], "staff@example.org", admin)
        let old = try await fixture.join("old@example.org")
        let merge = try await fixture.send(
            .post, "/v1/people/\(old.id)/merge", as: admin, ["into": .string(adminID), "reason": "two accounts"])
        #expect(merge.status == 201, "\(merge.text)")
        // The merged-away login opens the administrator, too.
        for target in [adminID, old.id.description] {
            let recovery = try await fixture.send(
                .post, "/v1/people/\(target)/recovery", as: staff.token, ["reason": "called"])
            #expect(recovery.status == 403 && recovery.json["code"] == "forbidden", "\(recovery.text)")
            let address = try await fixture.send(
                .patch, "/v1/people/\(target)", as: staff.token, ["email": "mine@example.org"])
            #expect(address.status == 403, "\(address.text)")
            let into = try await fixture.send(
                .post, "/v1/people/\(staff.id)/merge", as: staff.token, ["into": .string(target), "reason": "x"])
            #expect(into.status == 403, "\(into.text)")
        }
        let other = try await fixture.holder(of: ["admin"], "other@example.org", admin)
        let away = try await fixture.send(
            .post, "/v1/people/\(other.id)/merge", as: staff.token,
            ["into": .string(staff.id.description), "reason": "x"])
        #expect(away.status == 403, "\(away.text)")
        let undo = "/v1/merges/\(merge.json.text("id"))/undo"
        #expect(try await fixture.send(.post, undo, as: staff.token).status == 403)
        #expect(try await fixture.signIn("mine@example.org", AccountsFixture.password).status == 401)
        #expect(try await fixture.send(.post, undo, as: admin).status == 200)
    }

    @Test func `a recovery code of a person who became an administrator is void`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let staff = try await fixture.holder(of: ["staff"], "staff@example.org", admin)
        let (person, old) = (try await fixture.join("zoe@example.org"), try await fixture.join("old@example.org"))
        _ = try await fixture.send(
            .post, "/v1/people/\(old.id)/merge", as: admin,
            ["into": .string(person.id.description), "reason": "two accounts"])
        var codes: [String] = []
        for id in [person.id, old.id] {
            let given = try await fixture.send(
                .post, "/v1/people/\(id)/recovery", as: staff.token, ["reason": "called"])
            #expect(given.status == 201, "\(given.text)")
            codes.append(given.json.text("code"))
        }
        let promoted = try await fixture.send(
            .put, "/v1/people/\(person.id)/roles", as: admin, ["roles": ["admin"]])
        #expect(promoted.status == 200)
        for code in codes {
            let used = try await fixture.send(
                .post, "/v1/password-resets/confirm", ["token": .string(code), "password": "chosen by staff"])
            #expect(used.code == "codeInvalid", "\(used.text)")
        }
    }

    @Test func `staff still helps people without roles, and corrects an administrator's name`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let adminID = try await fixture.send(.get, "/v1/me", as: admin).json.text("personId")
        let staff = try await fixture.holder(of: ["staff"], "staff@example.org", admin)
        let person = try await fixture.join("zoe@example.org")
        let code = try await fixture.send(
            .post, "/v1/people/\(person.id)/recovery", as: staff.token, ["reason": "called"])
        #expect(code.status == 201, "\(code.text)")
        let address = try await fixture.send(
            .patch, "/v1/people/\(person.id)", as: staff.token, ["email": "new@example.org"])
        #expect(address.status == 200, "\(address.text)")
        let name = try await fixture.send(
            .patch, "/v1/people/\(adminID)", as: staff.token, ["givenName": "Ada"])
        #expect(name.status == 200, "\(name.text)")
    }
}

extension AccountsFixture {
    /// A fresh person with these roles, signed in with them.
    func holder(of roles: [String], _ email: String, _ admin: String) async throws -> (token: String, id: PersonID) {
        let person = try await join(email)
        _ = try await send(
            .put, "/v1/people/\(person.id)/roles", as: admin, ["roles": .array(roles.map(JSON.string))])
        return (try await token(email, Self.password), person.id)
    }
}
