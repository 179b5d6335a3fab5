import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing

@testable import AccountsService

@Suite struct VersionTests {
    /// Checks that the answer has its version as its tag.
    private func expect(_ reply: Reply, _ status: Int, version: Int) {
        #expect(reply.status == status && reply.json["version"] == .integer(version), "\(reply.text)")
        #expect(reply.headers["ETag"] == "\"\(version)\"")
    }

    @Test func `an assignment has a version, and a stale one changes and verifies nothing`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let agency = try await fixture.addAgency(as: admin)
        let person = try await fixture.join("zoe@example.org")
        let stated = try await fixture.send(
            .post, "/v1/me/assignments", as: person.token,
            ["agencyId": .string(agency.description), "position": "sro", "from": "2021-05-01"])
        expect(stated, 201, version: 1)
        let path = "/v1/me/assignments/\(stated.json.text("id"))"
        let changed = try await fixture.send(
            .patch, path, as: person.token, ["from": "2021-06-01"], headers: ["If-Match": "\"1\""])
        expect(changed, 200, version: 2)
        expect(try await fixture.send(.get, path, as: person.token), 200, version: 2)
        let stale = try await fixture.send(
            .patch, path, as: person.token, ["from": "2021-07-01"], headers: ["If-Match": "\"1\""])
        #expect(stale.status == 412)
        let verification = "/v1/assignments/\(stated.json.text("id"))/verification"
        #expect(try await fixture.send(.post, verification, as: admin, headers: ["If-Match": "\"1\""]).status == 412)
        let verified = try await fixture.send(.post, verification, as: admin, headers: ["If-Match": "\"2\""])
        expect(verified, 200, version: 3)
    }

    @Test func `holds, memberships and merges have versions, and stale ones change nothing`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let person = try await fixture.join("zoe@example.org")
        let hold = try await fixture.send(
            .post, "/v1/people/\(person.id)/standing-holds", as: admin, ["reason": "dues", "from": "2026-02-01"])
        expect(hold, 201, version: 1)
        let lifting = "/v1/standing-holds/\(hold.json.text("id"))/lifting"
        let stale: HTTPHeaders = ["If-Match": "\"9\""]
        #expect(try await fixture.send(.post, lifting, as: admin, ["reason": "paid"], headers: stale).status == 412)
        expect(try await fixture.send(.post, lifting, as: admin, ["reason": "paid"]), 200, version: 2)

        let order = try await fixture.send(.post, "/v1/me/membership", as: person.token, ["type": "individual"])
        expect(order, 201, version: 1)
        let membership = "/v1/memberships/\(order.json.text("id"))"
        #expect(
            try await fixture.send(.post, "\(membership)/payments", as: admin, [:], headers: stale).status == 412)
        expect(
            try await fixture.send(
                .post, "\(membership)/payments", as: admin, [:], headers: ["If-Match": "\"1\""]), 201, version: 2)
        expect(try await fixture.send(.get, membership, as: person.token), 200, version: 2)

        let other = try await fixture.join("other@example.org")
        let merge = try await fixture.send(
            .post, "/v1/people/\(other.id)/merge", as: admin,
            ["into": .string(person.id.description), "reason": "two accounts"])
        expect(merge, 201, version: 1)
        let undo = "/v1/merges/\(merge.json.text("id"))/undo"
        #expect(try await fixture.send(.post, undo, as: admin, headers: stale).status == 412)
        expect(try await fixture.send(.post, undo, as: admin, headers: ["If-Match": "\"1\""]), 200, version: 2)
    }
}
