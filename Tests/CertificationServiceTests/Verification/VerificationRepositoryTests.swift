import CertificationDomain
import Messaging
import Primitives
import TestSupport
import Testing

@testable import CertificationService

@Suite struct VerificationRepositoryTests {
    @Test func `a verification shows the document, and the current name and title where there is none`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        try await fixture.name(person, "Zoë", "Ortiz")
        try await fixture.course(title: "Basic, renamed")
        let completion = Completion(
            id: .new(), person: person, registration: .new(), offering: .new(), course: "basic-sro",
            edition: CertificationFixture.edition, minutes: 2400, completedOn: day("2026-02-27"), imported: false)
        let old = Certificate(
            id: .new(), completion: completion, code: "OLD", status: .superseded,
            issue: Certificate.Issue(
                at: Instant(secondsSince1970: 1_770_000_000),
                snapshot: CertificateSnapshot(
                    personName: "Zoë Nguyễn", courseTitle: "Basic SRO", editionName: nil, minutes: 2400,
                    startsOn: nil, completedOn: day("2026-02-27"))))
        let new = Certificate(id: .new(), completion: completion, code: "NEW", supersedes: old.id)
        let certificates = CertificateRepository(database: fixture.database)
        try await fixture.update { unit in
            try certificates.insert(old, in: unit)
            try certificates.insert(new, in: unit)
        }
        let verifications = VerificationRepository(database: fixture.database)
        var expected = Verification(
            code: "OLD", name: "Zoë Nguyễn", course: "basic-sro", title: "Basic SRO", minutes: 2400,
            completedOn: day("2026-02-27"), status: .superseded, supersededBy: "NEW")
        #expect(try await verifications.find("OLD") == expected)
        expected.code = "NEW"
        expected.name = "Zoë Ortiz"
        expected.title = "Basic, renamed"
        expected.status = .valid
        expected.supersededBy = nil
        #expect(try await verifications.find("NEW") == expected)
        let lines = try await ChartRepository(database: fixture.database).list(of: person, after: nil, limit: 10)
        let registration = completion.registration
        #expect(
            lines == [
                ChartLine(
                    certificate: new.id, registration: registration, course: "basic-sro", title: "Basic, renamed",
                    completedOn: day("2026-02-27"), evaluation: .open, status: .valid, code: "NEW")
            ])
        let sources = try await CertificateSourceRepository().find(for: completion, from: fixture.database)
        #expect(sources.course == CertificateSources.Course(title: "Basic, renamed", editionName: "Basic 2016"))
        #expect(sources.startsOn == nil && sources.name == PersonName(given: "Zoë", family: "Ortiz"))
    }
}
