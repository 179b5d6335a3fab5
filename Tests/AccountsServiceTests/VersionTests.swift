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
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let agency = try await sample.addAgency(as: admin)
            let person = try await sample.join("zoe@example.org")
            let stated = try await sample.send(
                .post, "/v1/me/assignments", as: person.token,
                ["agencyId": .string(agency.description), "position": "sro", "from": "2021-05-01"])
            expect(stated, 201, version: 1)
            let path = "/v1/me/assignments/\(stated.string("id"))"
            let changed = try await sample.send(
                .patch, path, as: person.token, ["from": "2021-06-01"], headers: ["If-Match": "\"1\""])
            expect(changed, 200, version: 2)
            expect(try await sample.send(.get, path, as: person.token), 200, version: 2)
            let stale = try await sample.send(
                .patch, path, as: person.token, ["from": "2021-07-01"], headers: ["If-Match": "\"1\""])
            #expect(stale.status == 412)
            let verification = "/v1/assignments/\(stated.string("id"))/verification"
            #expect(try await sample.send(.post, verification, as: admin, headers: ["If-Match": "\"1\""]).status == 412)
            let verified = try await sample.send(.post, verification, as: admin, headers: ["If-Match": "\"2\""])
            expect(verified, 200, version: 3)
        }
    }

    @Test func `holds, memberships and merges have versions, and stale ones change nothing`() async throws {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let person = try await sample.join("zoe@example.org")
            let hold = try await sample.send(
                .post, "/v1/people/\(person.id)/standing-holds", as: admin, ["reason": "dues", "from": "2026-02-01"])
            expect(hold, 201, version: 1)
            let lifting = "/v1/standing-holds/\(hold.string("id"))/lifting"
            let stale: HTTPHeaders = ["If-Match": "\"9\""]
            #expect(try await sample.send(.post, lifting, as: admin, ["reason": "paid"], headers: stale).status == 412)
            expect(try await sample.send(.post, lifting, as: admin, ["reason": "paid"]), 200, version: 2)

            let order = try await sample.send(.post, "/v1/me/membership", as: person.token, ["type": "individual"])
            expect(order, 201, version: 1)
            let membership = "/v1/memberships/\(order.string("id"))"
            #expect(
                try await sample.send(.post, "\(membership)/payments", as: admin, [:], headers: stale).status == 412)
            expect(
                try await sample.send(
                    .post, "\(membership)/payments", as: admin, [:], headers: ["If-Match": "\"1\""]), 201, version: 2)
            expect(try await sample.send(.get, membership, as: person.token), 200, version: 2)

            let other = try await sample.join("other@example.org")
            let merge = try await sample.send(
                .post, "/v1/people/\(other.id)/merge", as: admin,
                ["into": .string(person.id.description), "reason": "two accounts"])
            expect(merge, 201, version: 1)
            let undo = "/v1/merges/\(merge.string("id"))/undo"
            #expect(try await sample.send(.post, undo, as: admin, headers: stale).status == 412)
            expect(try await sample.send(.post, undo, as: admin, headers: ["If-Match": "\"1\""]), 200, version: 2)
        }
    }
}
