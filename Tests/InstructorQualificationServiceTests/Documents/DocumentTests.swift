import Contracts
import HTTP
import InstructorQualificationDomain
import JSONTree
import Messaging
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct DocumentTests {
    @Test(.rule(.H6)) func `a document has a known kind, and content of its content type`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        let path = try await fixture.draft(person) + "/documents/"
        let pdf = InstructorQualificationFixture.pdf
        #expect(
            try await fixture.send(
                "PUT", "\(path)degree", as: Caller(person, .member), bytes: pdf, type: "application/pdf"
            ).status == 200)
        #expect(
            try await fixture.send("PUT", "\(path)degree", as: Caller(person, .member), bytes: pdf, type: "image/png")
                .code == "documentType")
        #expect(
            try await fixture.send(
                "PUT", "\(path)degree", as: Caller(person, .member), bytes: Array("MZ".utf8), type: "application/pdf"
            ).code
                == "documentType")
        let unknown = try await fixture.send(
            "PUT", "\(path)selfie", as: Caller(person, .member), bytes: pdf, type: "application/pdf"
        ).status
        #expect([404, 422].contains(unknown))
        #expect(
            try await fixture.send(
                "PUT", "\(path)degree", as: Caller(.new(), .member), bytes: pdf, type: "application/pdf"
            ).status == 404)
    }

    @Test func `a document is found as it was inserted, in place of the previous one of its kind`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let documents = ApplicationDocumentRepository(database: fixture.database)
        let application = ApplicationID(
            try await fixture.draft(.new()).split(separator: "/").last.map(String.init) ?? "")
        let id = try #require(application)
        func insert(_ document: ApplicationDocument) async throws {
            try await fixture.context.journal.update { unit in
                documents.insert(document, of: id, at: Instant(secondsSince1970: 1), in: unit)
            }
        }
        let letter = ApplicationDocument(kind: .chiefLetter, contentType: "image/png", content: [1, 2])
        let degree = ApplicationDocument(kind: .degree, contentType: "application/pdf", content: [3])
        try await expectStored(letter, degree, insert: insert, find: { try await documents.find($0.kind, of: id) })
        let new = ApplicationDocument(kind: .degree, contentType: "image/jpeg", content: [4])
        try await insert(new)
        #expect(try await documents.find(.degree, of: id) == new)
        #expect(try await documents.find(.trainingHours, of: id) == nil)
    }
}
