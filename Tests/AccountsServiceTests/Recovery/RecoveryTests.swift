import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import AccountsService

@Suite struct RecoveryTests {
    @Test(.rule(.A6))
    func `the office's code sets a new password once, with an audited reason and a mail to the owner`()
        async throws
    {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let person = try await fixture.join("zoe@example.org")
        let path = "/v1/people/\(person.id)/recovery"
        #expect(try await fixture.send(.post, path, as: person.token, ["reason": "x"]).status == 403)
        let given = try await fixture.send(.post, path, as: admin, ["reason": "called, knew the address"])
        #expect(given.status == 201, "\(given.text)")
        #expect(try await fixture.mails().last?.contains("The office issued a code") == true)
        let confirm: JSON = ["token": .string(given.json.text("code")), "password": "chosen by herself"]
        #expect(try await fixture.send(.post, "/v1/password-resets/confirm", confirm).status == 200)
        #expect(try await fixture.send(.post, "/v1/password-resets/confirm", confirm).code == "codeInvalid")
        #expect(try await fixture.signIn("zoe@example.org", "chosen by herself").status == 200)
        let audit = try await fixture.send(.get, "/v1/audit?subject=\(person.id)", as: admin).text
        #expect(audit.contains("called, knew the address") && !audit.contains(given.json.text("code")))
    }
}
