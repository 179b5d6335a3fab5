import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import AccountsService

@Suite struct RolesTests {
    @Test func `roles are published and in the next token, and the last administrator keeps the role`() async throws {
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
}
