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

    @Test func `G10 a document is what its first bytes say`() async throws {
        try await CertificationSample.with { sample in
            let person = PersonID.new()
            let path = try await sample.draft(person) + "/documents/diploma"
            let put = try await sample.put(path, pdf, type: "application/pdf", as: person)
            #expect(put.status == 200)
            #expect(put.json.text("contentType") == "application/pdf")
            for (bytes, type) in [(png, "application/pdf"), (pdf, "image/png"), (Array("MZ".utf8), "application/pdf")] {
                #expect(try await sample.put(path, bytes, type: type, as: person).code == "documentType")
            }
            #expect(try await sample.put(path, pdf, type: "text/html", as: person).status == 415)
            let read = try await sample.send("GET", path, as: person)
            #expect(read.bytes == pdf)
            #expect(read.headers["Content-Type"] == "application/pdf")
        }
    }

    @Test func `the same document under another name is refused by its hash`() async throws {
        try await CertificationSample.with { sample in
            let person = PersonID.new()
            let path = try await sample.draft(person)
            let version = try await sample.send("GET", path, as: person).json["version"]?.integer ?? 0
            #expect(
                try await sample.put("\(path)/documents/one", pdf, type: "application/pdf", as: person).status == 200)
            #expect(
                try await sample.put("\(path)/documents/one", pdf, type: "application/pdf", as: person).status == 200)
            let twice = try await sample.put("\(path)/documents/two", pdf, type: "application/pdf", as: person)
            #expect(twice.status == 409)
            #expect(twice.code == "documentDuplicate")
            // Replaced, it is free for the other name.
            _ = try await sample.put("\(path)/documents/one", png, type: "image/png", as: person)
            #expect(
                try await sample.put("\(path)/documents/two", pdf, type: "application/pdf", as: person).status == 200)
            let application = try await sample.send("GET", path, as: person).json
            #expect(application["documents"]?.array?.map { $0.text("name") } == ["one", "two"])
            // The application has changed, so what was read before is stale.
            #expect(application["version"]?.integer == version + 4)
            let stale = try await sample.put(
                "\(path)/documents/two", png, type: "image/png", as: person, headers: ["If-Match": "\"\(version)\""])
            #expect(stale.status == 412)
        }
    }

    @Test func `a document is its owner's and the reviewers', and belongs to a credit of the same application`()
        async throws
    {
        try await CertificationSample.with { sample in
            let (person, other) = (PersonID.new(), PersonID.new())
            let path = try await sample.draft(person)
            let document = "\(path)/documents/diploma"
            let credit = try await sample.send("GET", path, as: person).json["credits"]?[0]?.text("id") ?? ""
            let put = try await sample.put(
                "\(document)?creditId=\(credit)", pdf, type: "application/pdf", as: person)
            #expect(put.json.text("creditId") == credit)
            #expect(try await sample.put(document, png, type: "image/png", as: other).status == 404)
            #expect(try await sample.send("GET", document, as: other).status == 404)
            #expect(try await sample.send("GET", "\(document)?creditId=\(credit)", as: person).bytes == pdf)
            #expect(try await sample.send("GET", "\(document)?creditId=\(CreditID.new())", as: person).status == 404)
            #expect(try await sample.send("GET", document, as: other, .staff).bytes == pdf)
            #expect(try await sample.send("GET", document, as: other, .trainingCommittee).bytes == pdf)
            #expect(try await sample.send("GET", "\(path)/documents/none", as: person).status == 404)
            let foreign = try await sample.put(
                "\(document)?creditId=\(CreditID.new())", png, type: "image/png", as: person)
            #expect(foreign.status == 404)
        }
    }
}
