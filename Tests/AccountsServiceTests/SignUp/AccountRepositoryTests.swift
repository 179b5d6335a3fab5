import AccountsDomain
import DomainClock
import HTTP
import JSONTree
import Messaging
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct AccountRepositoryTests {
    @Test(.rule(.A2)) func `a login has the password and the roles of its account, also after a merge`() async throws {
        let fixture = try await AccountsFixture()
        let accounts = AccountRepository(database: fixture.database)
        let admin = try await fixture.admin()
        let staff = try await fixture.holder(of: ["staff", "auditor"], "staff@example.org", admin)
        let agency = try await fixture.addAgency(as: admin)
        let roles: JSON = ["roles": ["staff"], "coordinatorOf": [.string(agency.description)]]
        _ = try await fixture.send(.put, "/v1/people/\(staff.id)/roles", as: admin, roles)
        let email = try #require(EmailAddress("Staff@example.org"))
        let login = try #require(try await accounts.login(email))
        #expect(login.personID == staff.id && login.roles == ["staff"] && login.coordinatorOf == [agency])
        let loser = try await fixture.join("zoe@example.org")
        _ = try await fixture.send(
            .post, "/v1/people/\(loser.id)/merge", as: admin,
            ["into": .string(staff.id.description), "reason": "two accounts"])
        try await fixture.context.journal.update { unit in
            accounts.setPassword("hash", of: loser.id, in: unit)
        }
        try await fixture.context.journal.update { unit in
            let merged = try await accounts.login(of: loser.id, in: unit)
            #expect(
                merged
                    == Login(
                        personID: staff.id, passwordHash: "hash", roles: ["staff"], coordinatorOf: [agency]))
            #expect(try await accounts.owner(of: email, in: unit) == staff.id)
            #expect(try await accounts.keys(among: [email.key, "x@example.org"], in: unit) == [email.key])
        }
    }

    @Test func `a code is found once, for its purposes and before its end`() async throws {
        let fixture = try await AccountsFixture()
        let codes = CodeRepository()
        let person = try await fixture.join("zoe@example.org").id
        let now = fixture.clock.now
        let code = OneTimeCode(purpose: .emailChange, personID: person, content: ["email": "new@example.org"])
        let text = try await fixture.context.journal.update { unit in codes.insert(code, at: now, in: unit) }
        let end = now.adding(seconds: 86_400)
        let attempts: [([OneTimeCode.Purpose], Instant, OneTimeCode?)] = [
            ([.signUp, .passwordReset], now, nil), ([.emailChange], end, nil),
            ([.signUp, .emailChange], end.adding(seconds: -1), code), ([.emailChange], now, nil),
        ]
        for (purposes, time, expected) in attempts {
            let found = try await fixture.context.journal.update { unit in
                try await codes.redeem(text, for: purposes, at: time, in: unit)
            }
            #expect(found == expected)
        }
    }
}
