import Contracts
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import CertificationService

@Suite struct CertificateTests {
    @Test(.rule(.F4)) func `a completion has one certificate, however often its event arrives`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let change = CertificationFixture.completion(of: person)
        let id = CompletionID.new()
        try await fixture.name(person, "Zoë", "Nguyễn")
        try await fixture.course()
        try await fixture.offering(try #require(change.offeringId))
        try await fixture.complete(change, id, times: 2)
        // The same fact under another event id, from a publisher that lost its journal.
        try await fixture.deliver(fact: .completionRecorded, change, of: id)
        #expect(try await fixture.chart(person).count == 1)
        #expect(try await fixture.facts() == ["certificate.issued"])
        // A retake is another completion.
        try await fixture.complete(change)
        #expect(try await fixture.chart(person).count == 2)
    }

    @Test(.rule(.F4)) func `a certificate waits for profile, course and class, in any order`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let change = CertificationFixture.completion(of: person)
        try await fixture.complete(change)
        #expect(try await fixture.chart(person) == [])
        try await fixture.offering(try #require(change.offeringId))
        try await fixture.name(person, "Zoë", "Nguyễn")
        #expect(try await fixture.chart(person) == [])
        #expect(try await fixture.facts() == [])
        try await fixture.course(title: "Basic SRO, late")
        #expect(try await eventually { try await fixture.chart(person).count == 1 })
        #expect(try await fixture.chart(person).first?.text("title") == "Basic SRO, late")
        #expect(try await fixture.facts() == ["certificate.issued"])
    }

    @Test(.rule(.F2, .F3)) func `a download waits for the evaluation, then its bytes never change`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let change = CertificationFixture.completion(of: person)
        try await fixture.name(person, "Zoë", "Nguyễn")
        try await fixture.course()
        try await fixture.offering(try #require(change.offeringId))
        try await fixture.complete(change)
        let open = try #require(try await fixture.chart(person).first)
        #expect(open.text("evaluation") == "open")
        #expect(open["downloadable"] == false)
        #expect(open.text("registrationId") == change.registrationId?.description)
        let path = "/v1/certificates/\(open.text("certificateId")).pdf"
        let refused = try await fixture.send("GET", path, as: Caller(person, .member))
        #expect(refused.status == 409)
        #expect(refused.code == "evaluationRequired")
        #expect(try await fixture.send("GET", path, as: Caller(.new(), .staff)).status == 200)

        try await fixture.evaluate(change)
        let done = try #require(try await fixture.chart(person).first)
        #expect(done.text("evaluation") == "done")
        #expect(done["downloadable"] == true)
        let first = try await fixture.send("GET", path, as: Caller(person, .member))
        #expect(first.status == 200)
        #expect(first.headers["Content-Type"] == "application/pdf")
        #expect(first.text.hasPrefix("%PDF-"))
        // Another name and another title later: the document keeps what it was issued with (F4).
        try await fixture.name(person, "Zoë", "Ortiz")
        try await fixture.course(title: "Basic, renamed")
        #expect(try await fixture.send("GET", path, as: Caller(person, .member)).bytes == first.bytes)
        #expect(
            try await fixture.send("GET", "/v1/verify/\(open.text("verificationCode"))").json.text("name")
                == "Zoë Nguyễn")
    }

    @Test(.rule(.F4)) func `owner and staff download a certificate, and staff alone change it`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let item = try await fixture.attended(person)
        let path = "/v1/certificates/\(item.text("certificateId"))"
        #expect(try await fixture.send("GET", "\(path).pdf", as: Caller(.new(), .member)).status == 404)
        #expect(try await fixture.send("GET", "\(path).pdf").status == 401)
        #expect(try await fixture.send("GET", "\(path).pdf", as: Caller(.new(), .staff)).status == 200)
        #expect(
            try await fixture.send("GET", "/v1/certificates/\(CertificateID.new()).pdf", as: Caller(person, .member))
                .status == 404)
        for action in ["reissue", "revocation"] {
            #expect(
                try await fixture.send("POST", "\(path)/\(action)", as: Caller(person, .member), ["reason": "Mine."])
                    .status == 403)
        }
        #expect(try await fixture.chart(.new()) == [])
    }

    @Test(.rule(.F4, .F5)) func `a reissue shows the new name, and the old code names its successor`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let old = try await fixture.attended(person)
        try await fixture.name(person, "Zoë", "Ortiz")
        let path = "/v1/certificates/\(old.text("certificateId"))/reissue"
        let body: JSON = ["reason": "Married."]
        #expect(
            try await fixture.send("POST", path, as: Caller(.new(), .staff), body, headers: ["If-Match": "\"99\""])
                .status
                == 412)
        let staff = PersonID.new()
        let made = try await fixture.send(
            "POST", path, as: Caller(staff, .staff), body, headers: ["Idempotency-Key": "k1"])
        #expect(made.status == 201)
        let again = try await fixture.send(
            "POST", path, as: Caller(staff, .staff), body, headers: ["Idempotency-Key": "k1"])
        #expect(again.json["id"] == made.json["id"])
        let other = try await fixture.send(
            "POST", path, as: Caller(staff, .staff), ["reason": "Divorced."], headers: ["Idempotency-Key": "k1"])
        #expect(other.status == 422)
        #expect(other.code == "idempotencyKeyReused")
        let twice = try await fixture.send("POST", path, as: Caller(.new(), .staff), body)
        #expect(twice.status == 409)
        #expect(twice.code == "certificateNotValid")

        let oldCode = old.text("verificationCode")
        let newCode = made.json.text("verificationCode")
        #expect(oldCode != newCode)
        let before = try await fixture.send("GET", "/v1/verify/\(oldCode)").json
        #expect(before.text("status") == "superseded")
        #expect(before.text("name") == "Zoë Nguyễn")
        #expect(before.text("supersededBy") == newCode)
        let after = try await fixture.send("GET", "/v1/verify/\(newCode)").json
        #expect(after.text("status") == "valid")
        #expect(after.text("name") == "Zoë Ortiz")
        #expect(try await fixture.chart(person).map { $0.text("verificationCode") } == [newCode])
        let facts = try await fixture.facts().sorted()
        #expect(facts == ["certificate.issued", "certificate.issued", "certificate.superseded"])
    }

    @Test(
        .rule(.F4),
        arguments: [
            ("W", 100), ("0", 100), ("Anne Marie ", 9), ("\u{10F8FF}", 3), ("ငျ", 40), ("🎓", 20),
        ])
    func `a certificate is drawn for names of any script and length`(
        part: String, times: Int
    ) async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let old = try await fixture.attended(person)
        let name = String(repeating: part, count: times)
        try await fixture.name(person, name, name)
        let path = "/v1/certificates/\(old.text("certificateId"))/reissue"
        let made = try await fixture.send("POST", path, as: Caller(.new(), .staff), ["reason": "Corrected."])
        #expect(made.status == 201, "\(made.text)")
        #expect(
            try await fixture.send("GET", "/v1/certificates/\(made.json.text("id")).pdf", as: Caller(person, .member))
                .status != 500)
    }

    @Test(.rule(.F4, .F5)) func `a revoked certificate is not downloaded, and its code says so`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let item = try await fixture.attended(person)
        let path = "/v1/certificates/\(item.text("certificateId"))"
        #expect(try await fixture.send("GET", "\(path).pdf", as: Caller(person, .member)).status == 200)
        let revoked = try await fixture.send(
            "POST", "\(path)/revocation", as: Caller(.new(), .staff), ["reason": "Fraud."])
        #expect(revoked.json.text("status") == "revoked")
        let refused = try await fixture.send("GET", "\(path).pdf", as: Caller(person, .member))
        #expect(refused.status == 409)
        #expect(refused.code == "certificateNotValid")
        let code = item.text("verificationCode")
        #expect(try await fixture.send("GET", "/v1/verify/\(code)").json.text("status") == "revoked")
        #expect(try await fixture.send("GET", "/v/\(code)").text.contains("revoked"))
        #expect(try await fixture.chart(person).first?["downloadable"] == false)
        #expect(try await fixture.facts() == ["certificate.issued", "certificate.revoked"])
    }

    @Test(.rule(.F4)) func `a voided completion revokes its certificate and the superseded one`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let change = CertificationFixture.completion(of: person, imported: true)
        let id = CompletionID.new()
        try await fixture.name(person, "Zoë", "Nguyễn")
        try await fixture.course()
        try await fixture.complete(change, id)
        let item = try #require(try await fixture.chart(person).first)
        let made = try await fixture.send(
            "POST", "/v1/certificates/\(item.text("certificateId"))/reissue", as: Caller(.new(), .staff),
            ["reason": "Typo."])
        try await fixture.deliver(fact: .completionVoided, change, of: id, times: 2)
        let code = made.json.text("verificationCode")
        #expect(try await fixture.send("GET", "/v1/verify/\(code)").json.text("status") == "revoked")
        #expect(
            try await fixture.send("GET", "/v1/verify/\(item.text("verificationCode"))").json.text("status")
                == "revoked")
        #expect(try await fixture.facts() == ["certificate.issued", "certificate.revoked"])
    }

    @Test(.rule(.F2, .F4)) func `an imported completion needs no evaluation, and has its document on demand`()
        async throws
    {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        try await fixture.complete(CertificationFixture.completion(of: person, imported: true))
        let item = try #require(try await fixture.chart(person).first)
        #expect(item.text("evaluation") == "notRequired")
        #expect(item["registrationId"] == .null)
        #expect(item["downloadable"] == true)
        #expect(try await fixture.facts() == [])
        let path = "/v1/certificates/\(item.text("certificateId")).pdf"
        // The name has not arrived yet, so the client may try again.
        let early = try await fixture.send("GET", path, as: Caller(person, .member))
        #expect(early.status == 503)
        #expect(early.headers["Retry-After"] != nil)
        try await fixture.course()
        try await fixture.name(person, "Omar", "Ortiz")
        let first = try await fixture.send("GET", path, as: Caller(person, .member))
        #expect(first.status == 200)
        #expect(try await fixture.send("GET", path, as: Caller(person, .member)).bytes == first.bytes)
        #expect(try await fixture.facts() == ["certificate.issued"])
    }

    @Test(.rule(.A5)) func `merged people see both histories, under either id`() async throws {
        let fixture = try await CertificationFixture()
        let (merged, survivor) = (PersonID.new(), PersonID.new())
        let item = try await fixture.attended(merged)
        _ = try await fixture.attended(survivor)
        let path = "/v1/certificates/\(item.text("certificateId")).pdf"
        #expect(try await fixture.send("GET", path, as: Caller(survivor, .member)).status == 404)
        try await fixture.person(survivor)
        try await fixture.person(merged, mergedInto: survivor)
        #expect(try await fixture.chart(survivor).count == 2)
        #expect(try await fixture.chart(merged).count == 2)
        #expect(try await fixture.send("GET", path, as: Caller(survivor, .member)).status == 200)
        // Undone.
        try await fixture.person(merged)
        #expect(try await fixture.chart(survivor).count == 1)
    }
}
