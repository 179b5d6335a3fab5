import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing
import UseCases

@testable import CertificationService

@Suite struct VerificationTests {
    @Test(.rule(.F5)) func `anybody sees name, course, hours, date and status by code, and no address`() async throws {
        let fixture = try await CertificationFixture()
        let code = try await fixture.attended(.new()).text("verificationCode")
        let found = try await fixture.send("GET", "/v1/verify/\(code.lowercased())")
        #expect(found.status == 200)
        #expect(
            found.json == [
                "code": .string(code), "name": "Zoë Nguyễn", "courseCode": "basic-sro", "title": "Basic SRO",
                "hours": 40, "completedOn": "2026-02-27", "status": "valid", "supersededBy": .null,
            ])
        let page = try await fixture.send("GET", "/v/\(code)")
        #expect(page.text.contains("Zoë Nguyễn"))
        for text in [found.text, page.text] { #expect(!text.contains("@")) }
    }

    @Test(.rule(.F5)) func `an unknown code is not found`() async throws {
        let fixture = try await CertificationFixture()
        for path in ["/v1/verify/00000000000000000000", "/v/00000000000000000000", "/v1/verify/x"] {
            let answer = try await fixture.send("GET", path)
            #expect(answer.status == 404)
        }
    }

    @Test(.rule(.F5)) func `markup in a name stays text`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        try await fixture.name(person, "<b>Zoë</b>", "O'Neil & Co")
        try await fixture.complete(CertificationFixture.completion(of: person, imported: true))
        let code = try #require(try await fixture.chart(person).first).text("verificationCode")
        let page = try await fixture.send("GET", "/v/\(code)")
        #expect(page.text.contains("&lt;b&gt;Zoë&lt;/b&gt; O&#39;Neil &amp; Co"))
    }

    @Test(.rule(.F5)) func `an erased person's certificate stays without name and document`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let item = try await fixture.attended(person)
        let path = "/v1/certificates/\(item.text("certificateId"))"
        try await fixture.deliver(tombstone: .profile, of: person)
        try await fixture.deliver(fact: .personErased, PersonErasure(), of: person)
        let found = try await fixture.send("GET", "/v1/verify/\(item.text("verificationCode"))").json
        #expect(found.text("name") == "")
        #expect(found.text("status") == "valid")
        #expect(found.text("title") == "Basic SRO")
        #expect(found.text("completedOn") == "2026-02-27")
        #expect(try await fixture.send("GET", "\(path).pdf", as: Caller(.new(), .staff)).status == 404)
        #expect(
            try await fixture.send("POST", "\(path)/reissue", as: Caller(.new(), .staff), ["reason": "?"]).status == 404
        )
        let left = try await fixture.database.query(
            """
            SELECT 1 FROM certificate WHERE snapshot::text LIKE '%Nguy%' OR pdf IS NOT NULL
            UNION ALL SELECT 1 FROM profile WHERE family_name IS NOT NULL
            """)
        #expect(left.isEmpty)
    }

    @Test(.rule(.F4)) func `an erased person's completion has a certificate without a document`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        try await fixture.course()
        try await fixture.deliver(tombstone: .profile, of: person)
        let change = CertificationFixture.completion(of: person)
        try await fixture.offering(try #require(change.offeringId))
        try await fixture.complete(change)
        #expect(try await fixture.chart(person).count == 1)
        #expect(try await fixture.facts() == [])
    }
}
