import CertificationDomain
import Messaging
import Primitives
import TestSupport
import Testing

@testable import CertificationService

@Suite struct CertificateRepositoryTests {
    private static let registered = Certificate(
        id: .new(),
        completion: Completion(
            id: .new(), person: .new(), registration: .new(), offering: .new(), course: "basic-sro", edition: .new(),
            minutes: 2400, completedOn: day("2026-02-27"), imported: true),
        code: "0123456789ABCDEFGHJK", version: 2)

    private static var issued: Certificate {
        var certificate = registered
        certificate.id = .new()
        certificate.completion.id = .new()
        certificate.completion.imported = false
        certificate.code = "ZYXWVTSRQPNMKJHGFEDC"
        certificate.status = .revoked
        certificate.statusReason = "Fraud."
        certificate.supersedes = registered.id
        certificate.issue = Certificate.Issue(
            at: Instant(secondsSince1970: 1_770_000_000),
            snapshot: CertificateSnapshot(
                personName: "Zoë Nguyễn", courseTitle: "Basic SRO", editionName: "Basic 2016", minutes: 2399,
                startsOn: day("2026-02-23"), completedOn: day("2026-02-26")))
        certificate.version = 3
        return certificate
    }

    @Test func `a certificate is found as it was inserted, and as it was saved`() async throws {
        let fixture = try await CertificationFixture()
        let certificates = CertificateRepository(database: fixture.database)
        try await expectStored(
            Self.registered, Self.issued, ignoring: ["issue"],
            insert: { certificate in
                try await fixture.update { unit in try certificates.insert(certificate, in: unit) }
            },
            find: { try await certificates.find($0.id) })
        let saved = try await fixture.update { unit in
            var locked = try #require(try await certificates.lock(Self.registered.id, in: unit))
            locked.status = .superseded
            locked.statusReason = "Married."
            locked.issue = Self.issued.issue
            let saved = try certificates.save(locked, in: unit)
            certificates.insert(Array("%PDF".utf8), of: saved.id, in: unit)
            return saved
        }
        #expect(saved.version == Self.registered.version + 1)
        #expect(try await certificates.find(saved.id) == saved)
        #expect(try await certificates.document(of: saved.id) == Array("%PDF".utf8))
        try await fixture.update { unit in
            let chain = try await certificates.lockChain(of: saved.completion.id, in: unit)
            #expect(chain.certificates == [saved])
            #expect(try await certificates.exists(for: saved.completion.id, in: unit))
            #expect(try await !certificates.exists(for: .new(), in: unit))
            certificates.erase(saved.completion.person, in: unit)
        }
        let erased = try await certificates.find(saved.id)
        #expect(erased?.issue?.snapshot.personName == nil && erased?.issue?.snapshot.courseTitle == "Basic SRO")
        #expect(try await certificates.document(of: saved.id) == nil)
    }

    @Test func `a registration's evaluation is completed after it is inserted, also twice`() async throws {
        let fixture = try await CertificationFixture()
        let evaluations = EvaluationRepository(database: fixture.database)
        let registration = RegistrationID.new()
        #expect(try await !evaluations.isCompleted(registration))
        for second in [1, 2] {
            try await fixture.update { unit in
                evaluations.insert(registration, at: Instant(secondsSince1970: second), in: unit)
            }
        }
        #expect(try await evaluations.isCompleted(registration))
        #expect(try await !evaluations.isCompleted(.new()))
    }
}
