import CertificationDomain
import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing
import UseCases

@testable import CertificationService

@Suite struct ChainTests {
    @Test(.rule(.F4)) func `a revocation includes the superseded certificates`() async throws {
        let fixture = try await CertificationFixture()
        let (person, staff) = (PersonID.new(), PersonID.new())
        let first = try await fixture.attended(person)
        var ids = [first.text("certificateId")]
        var codes = [first.text("verificationCode")]
        for reason in ["Married.", "Divorced."] {
            let path = "/v1/certificates/\(ids.last ?? "")/reissue"
            let made = try await fixture.send("POST", path, as: Caller(staff, .staff), ["reason": .string(reason)])
            ids.append(made.json.text("id"))
            codes.append(made.json.text("verificationCode"))
        }
        let old = try await fixture.send("GET", "/v1/certificates/\(ids[0]).pdf", as: Caller(person, .member))
        #expect(old.status == 200, "\(old.text)")
        _ = try await fixture.send(
            "POST", "/v1/certificates/\(ids[2])/revocation", as: Caller(staff, .staff), ["reason": "Fraud."])
        for (id, code) in zip(ids, codes) {
            let refused = try await fixture.send("GET", "/v1/certificates/\(id).pdf", as: Caller(person, .member))
            #expect(refused.status == 409 && refused.code == "certificateNotValid")
            #expect(try await fixture.send("GET", "/v1/verify/\(code)").json.text("status") == "revoked")
        }
        #expect(try await fixture.chart(person).map { $0.text("certificateId") } == [ids[2]])
        #expect(try await fixture.facts().filter { $0 == "certificate.revoked" }.count == 3)
    }

    @Test(arguments: ["/v1/me/certificates", "/v1/approved-courses", "/v1/credentials"])
    func `these lists come in pages that show each item once`(list: String) async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        try await fixture.fit(person)
        for title in ["B", "A", "C"] {
            _ = try await fixture.send(
                "POST", "/v1/approved-courses", as: Caller(.new(), .staff),
                [
                    "title": .string(title), "provider": "State academy", "serves": "basic", "hours": 40,
                    "validFrom": "2020-01-01",
                ])
        }
        for _ in 0..<3 {
            try await fixture.update { unit in
                CredentialRepository(database: fixture.database).insert(
                    Credential(
                        id: .new(), person: person, awardedOn: day("2024-01-01"),
                        revocation: Credential.Revocation(on: day("2024-02-01"), reason: "Left.")),
                    in: unit)
            }
        }
        var seen: [JSON] = []
        var cursor = ""
        var pages = 0
        repeat {
            let target = "\(list)?limit=2&cursor=\(cursor)&personId=\(person)"
            let page = try await fixture.send(
                "GET", list == "/v1/credentials" ? target : "\(list)?limit=2&cursor=\(cursor)",
                as: Caller(person, .member))
            #expect(page.status == 200, "\(page.text)")
            seen += page.json["items"]?.array ?? []
            cursor = page.json["nextCursor"]?.string ?? ""
            pages += 1
        } while !cursor.isEmpty && pages < 9
        #expect(seen.count == 3 && Set(seen).count == 3 && pages == 2)
    }
}
