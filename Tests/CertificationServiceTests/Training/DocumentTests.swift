import Contracts
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import CertificationService

@Suite struct DocumentTests {
    private let pdf = Array("%PDF-1.7 one".utf8)
    private let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D] + Array("IHDR".utf8)
        + [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]

    @Test(.rule(.G10)) func `a document's first bytes decide its type`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let path = try await fixture.draft(person) + "/documents/diploma"
        let put = try await fixture.send("PUT", path, as: Caller(person, .member), bytes: pdf, type: "application/pdf")
        #expect(put.status == 200)
        #expect(put.json.text("contentType") == "application/pdf")
        for (bytes, type) in [(png, "application/pdf"), (pdf, "image/png"), (Array("MZ".utf8), "application/pdf")] {
            #expect(
                try await fixture.send("PUT", path, as: Caller(person, .member), bytes: bytes, type: type).code
                    == "documentType")
        }
        #expect(
            try await fixture.send("PUT", path, as: Caller(person, .member), bytes: pdf, type: "text/html").status
                == 415)
        let read = try await fixture.send("GET", path, as: Caller(person, .member))
        #expect(read.bytes == pdf)
        #expect(read.headers["Content-Type"] == "application/pdf")
    }

    @Test(.rule(.G10)) func `the same document is refused under another name`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let path = try await fixture.draft(person)
        let version = try await fixture.send("GET", path, as: Caller(person, .member)).json["version"]?.integer ?? 0
        #expect(
            try await fixture.send(
                "PUT", "\(path)/documents/one", as: Caller(person, .member), bytes: pdf, type: "application/pdf"
            ).status == 200)
        #expect(
            try await fixture.send(
                "PUT", "\(path)/documents/one", as: Caller(person, .member), bytes: pdf, type: "application/pdf"
            ).status == 200)
        let twice = try await fixture.send(
            "PUT", "\(path)/documents/two", as: Caller(person, .member), bytes: pdf, type: "application/pdf")
        #expect(twice.status == 409)
        #expect(twice.code == "documentDuplicate")
        // After it is replaced, the other name may have it.
        _ = try await fixture.send(
            "PUT", "\(path)/documents/one", as: Caller(person, .member), bytes: png, type: "image/png")
        #expect(
            try await fixture.send(
                "PUT", "\(path)/documents/two", as: Caller(person, .member), bytes: pdf, type: "application/pdf"
            ).status == 200)
        let application = try await fixture.send("GET", path, as: Caller(person, .member)).json
        #expect(application["documents"]?.array?.map { $0.text("name") } == ["one", "two"])
        // The application has changed, so its earlier version is stale.
        #expect(application["version"]?.integer == version + 4)
        let stale = try await fixture.send(
            "PUT", "\(path)/documents/two", as: Caller(person, .member), bytes: png, type: "image/png",
            headers: ["If-Match": "\"\(version)\""])
        #expect(stale.status == 412)
    }

    @Test(.rule(.G10))
    func `applicant and reviewers see a document, which supports a credit of its application`() async throws {
        let fixture = try await CertificationFixture()
        let (person, other) = (PersonID.new(), PersonID.new())
        let path = try await fixture.draft(person)
        let document = "\(path)/documents/diploma"
        let credit =
            try await fixture.send("GET", path, as: Caller(person, .member)).json["credits"]?[0]?.text("id") ?? ""
        let put = try await fixture.send(
            "PUT", "\(document)?creditId=\(credit)", as: Caller(person, .member), bytes: pdf, type: "application/pdf")
        #expect(put.json.text("creditId") == credit)
        #expect(
            try await fixture.send("PUT", document, as: Caller(other, .member), bytes: png, type: "image/png").status
                == 404)
        #expect(try await fixture.send("GET", document, as: Caller(other, .member)).status == 404)
        #expect(
            try await fixture.send("GET", "\(document)?creditId=\(credit)", as: Caller(person, .member)).bytes == pdf)
        #expect(
            try await fixture.send("GET", "\(document)?creditId=\(CreditID.new())", as: Caller(person, .member)).status
                == 404)
        #expect(try await fixture.send("GET", document, as: Caller(other, .staff)).bytes == pdf)
        #expect(try await fixture.send("GET", document, as: Caller(other, .trainingCommittee)).bytes == pdf)
        #expect(try await fixture.send("GET", "\(path)/documents/none", as: Caller(person, .member)).status == 404)
        let foreign = try await fixture.send(
            "PUT", "\(document)?creditId=\(CreditID.new())", as: Caller(person, .member), bytes: png, type: "image/png")
        #expect(foreign.status == 404)
    }
}
