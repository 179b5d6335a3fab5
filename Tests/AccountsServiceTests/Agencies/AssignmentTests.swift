import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import AccountsService

@Suite struct AssignmentTests {
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
}
