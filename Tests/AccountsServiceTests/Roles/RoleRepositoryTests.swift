import AccountsDomain
import HTTP
import JSONTree
import Messaging
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct RoleRepositoryTests {
    @Test func `the power over a person has the roles of all persons that the login opens`() async throws {
        let fixture = try await AccountsFixture()
        let roles = RoleRepository(database: fixture.database)
        let admin = try await fixture.admin()
        let agency = try await fixture.addAgency(as: admin)
        let survivor = try await fixture.holder(of: ["auditor"], "ada@example.org", admin)
        let loser = try await fixture.join("zoe@example.org")
        let set: JSON = ["roles": ["agencyCoordinator"], "coordinatorOf": [.string(agency.description)]]
        _ = try await fixture.send(.put, "/v1/people/\(loser.id)/roles", as: admin, set)
        _ = try await fixture.send(
            .post, "/v1/people/\(loser.id)/merge", as: admin,
            ["into": .string(survivor.id.description), "reason": "two accounts"])
        try await fixture.context.journal.update { unit in
            let ofLoser = try await roles.power(over: [loser.id], in: unit)
            #expect(ofLoser == Power(roles: ["agencyCoordinator", "auditor"], coordinatorOf: [agency]))
            let ofSurvivor = try await roles.power(over: [survivor.id], in: unit)
            #expect(ofSurvivor == Power(roles: ["auditor"]))
        }
    }

    @Test func `the last administrator is known, and is none once there are two`() async throws {
        let fixture = try await AccountsFixture()
        let roles = RoleRepository(database: fixture.database)
        let token = try await fixture.admin()
        let me = try await fixture.send(.get, "/v1/me", as: token)
        let admin = try #require(PersonID(me.json.text("id")))
        #expect(try await roles.hasAdministrator())
        let isLast = try await fixture.context.journal.update { unit in
            try await roles.isLastAdministrator(admin, in: unit)
        }
        #expect(isLast)
        _ = try await fixture.holder(of: ["admin"], "ada@example.org", token)
        let isStillLast = try await fixture.context.journal.update { unit in
            try await roles.isLastAdministrator(admin, in: unit)
        }
        #expect(!isStillLast)
    }
}
