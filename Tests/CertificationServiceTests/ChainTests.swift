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
    @Test func `F4 a revocation takes the certificates that were superseded with it`() async throws {
        try await CertificationSample.with { sample in
            let (person, staff) = (PersonID.new(), PersonID.new())
            let first = try await sample.attended(person)
            var ids = [first.text("certificateId")]
            var codes = [first.text("verificationCode")]
            for reason in ["Married.", "Divorced."] {
                let path = "/v1/certificates/\(ids.last ?? "")/reissue"
                let made = try await sample.send("POST", path, ["reason": .string(reason)], as: staff, .staff)
                ids.append(made.json.text("id"))
                codes.append(made.json.text("verificationCode"))
            }
            let old = try await sample.send("GET", "/v1/certificates/\(ids[0]).pdf", as: person)
            #expect(old.status == 200, "\(old.text)")
            _ = try await sample.send(
                "POST", "/v1/certificates/\(ids[2])/revocation", ["reason": "Fraud."], as: staff, .staff)
            for (id, code) in zip(ids, codes) {
                let refused = try await sample.send("GET", "/v1/certificates/\(id).pdf", as: person)
                #expect(refused.status == 409 && refused.code == "certificateNotValid")
                #expect(try await sample.send("GET", "/v1/verify/\(code)").json.text("status") == "revoked")
            }
            #expect(try await sample.chart(person).map { $0.text("certificateId") } == [ids[2]])
            #expect(try await sample.facts().filter { $0 == "certificate.revoked" }.count == 3)
        }
    }

    @Test(arguments: ["/v1/me/certificates", "/v1/approved-courses", "/v1/credentials"])
    func `these lists come in pages that show each item once`(list: String) async throws {
        try await CertificationSample.with { sample in
            let person = PersonID.new()
            try await sample.fit(person)
            for title in ["B", "A", "C"] {
                _ = try await sample.send(
                    "POST", "/v1/approved-courses",
                    [
                        "title": .string(title), "provider": "State academy", "serves": "basic", "hours": 40,
                        "validFrom": "2020-01-01",
                    ], as: .new(), .staff)
            }
            for _ in 0..<3 {
                _ = try await sample.fixture.database.execute(
                    """
                    INSERT INTO credential (id, person_id, kind, awarded_on, revoked_on)
                    VALUES (\(CredentialID.new()), \(person), 'practitioner', \(day("2024-01-01")), \(day("2024-02-01")))
                    """)
            }
            var seen: [JSON] = []
            var cursor = ""
            var pages = 0
            repeat {
                let target = "\(list)?limit=2&cursor=\(cursor)&personId=\(person)"
                let page = try await sample.send(
                    "GET", list == "/v1/credentials" ? target : "\(list)?limit=2&cursor=\(cursor)", as: person)
                #expect(page.status == 200, "\(page.text)")
                seen += page.json["items"]?.array ?? []
                cursor = page.json["nextCursor"]?.string ?? ""
                pages += 1
            } while !cursor.isEmpty && pages < 9
            #expect(seen.count == 3 && Set(seen).count == 3 && pages == 2)
        }
    }
}
