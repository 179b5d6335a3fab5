import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import AccountsService

@Suite struct AgencyTests {
    @Test func `staff adds and changes agencies, and all signed-in persons read them`() async throws {
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
}
