import CertificationDomain
import DomainClock
import Messaging
import Primitives
import TestSupport
import Testing

@testable import CertificationService

@Suite struct ApplicationRepositoryTests {
    private static func evaluation(_ code: RequirementCode, _ text: String) -> RequirementEvaluation {
        RequirementEvaluation(
            code: code, met: code == .conference, have: "\(text) 1", need: "\(text) 2", reason: "\(text) 3")
    }

    private static let draft = PractitionerApplication(
        id: .new(), person: .new(), status: .draft, statement: "Springfield High.",
        createdAt: Instant(secondsSince1970: 1_700_000_000), version: 2)

    private static let decided = PractitionerApplication(
        id: .new(), person: .new(), status: .approved, statement: "Shelbyville High.", rulePack: "2026.1",
        submission: .init(on: day("2026-01-02"), evaluations: [evaluation(.conference, "a")]), question: "Which?",
        decision: .init(
            by: .new(), at: Instant(secondsSince1970: 1_700_000_900), reason: "Complete.",
            evaluations: [evaluation(.basicCourse, "b"), evaluation(.conference, "c")]),
        createdAt: Instant(secondsSince1970: 1_700_000_100), version: 5)

    private static let pending = CreditEntry(
        id: .new(), title: "Seminar", provider: "State academy", subject: "Teen brain", minutes: 480,
        dates: TrainingDates(on: day("2025-03-01")), annual: true, agency: .new(), version: 2)

    @Test func `an application is found as it was inserted, and as it was saved`() async throws {
        let fixture = try await CertificationFixture()
        let applications = ApplicationRepository(database: fixture.database)
        try await expectStored(
            Self.draft, Self.decided,
            ignoring: ["submission.evaluations", "decision.evaluations", "credits", "documents"],
            insert: { application in
                let isInserted = try await fixture.update { unit in
                    try await applications.insert(application, in: unit)
                }
                #expect(isInserted)
            },
            find: { try await applications.find($0.id) })
        let saved = try await fixture.update { unit in
            var locked = try #require(try await applications.lock(Self.draft.id, in: unit))
            locked.status = .declined
            locked.statement = "None."
            locked.rulePack = "2026.2"
            locked.submission = Self.decided.submission
            locked.question = "Why?"
            locked.decision = Self.decided.decision
            return try applications.save(locked, in: unit)
        }
        #expect(saved.version == Self.draft.version + 1)
        #expect(try await applications.find(saved.id) == saved)
        #expect(try await applications.latest(of: saved.person) == saved)
        #expect(try await applications.list(in: .declined, after: nil, limit: 10) == [saved])
        #expect(try await applications.list(in: nil, after: nil, limit: 1) == [saved, Self.decided])
        let after = (saved.createdAt, saved.id)
        #expect(try await applications.list(in: nil, after: after, limit: 10) == [Self.decided])
    }

    @Test func `a person has one open application`() async throws {
        let fixture = try await CertificationFixture()
        let applications = ApplicationRepository(database: fixture.database)
        for (status, isInserted) in [(.withdrawn, true), (.moreInfo, true), (.draft, false), (.declined, true)]
            as [(ApplicationState, Bool)]
        {
            var application = Self.draft
            application.id = .new()
            application.status = status
            let copy = application
            let result = try await fixture.update { unit in try await applications.insert(copy, in: unit) }
            #expect(result == isInserted, "\(status)")
        }
    }

    @Test func `credits and documents are read with their application`() async throws {
        let fixture = try await CertificationFixture()
        let applications = ApplicationRepository(database: fixture.database)
        let credits = CreditRepository()
        let documents = DocumentRepository(database: fixture.database)
        _ = try await fixture.update { unit in try await applications.insert(Self.draft, in: unit) }
        var applied = Self.pending
        applied.id = .new()
        applied.dates = try TrainingDates(from: day("2025-04-01"), to: day("2025-04-03"))
        applied.annual = false
        applied.disposition = .applied
        applied.review = CreditEntry.Review(by: .new(), reason: "Related.")
        try await expectStored(
            Self.pending, applied,
            insert: { credit in
                try await fixture.update { unit in
                    credits.insert(credit, of: Self.draft.id, at: fixture.clock.now, in: unit)
                }
            },
            find: { credit in try await applications.find(Self.draft.id)?.credits.first { $0.id == credit.id } })
        let (disposed, review) = (Self.pending, applied.review)
        let saved = try await fixture.update { unit in
            var credit = disposed
            credit.disposition = .tooOld
            credit.review = review
            return credits.save(credit, in: unit)
        }
        #expect(saved.version == Self.pending.version + 1)
        #expect(try await applications.find(Self.draft.id)?.credits == [saved, applied])
        let document = ApplicationDocument(
            name: "diploma", credit: saved.id, contentType: "application/pdf", size: 4, hash: [1, 2])
        try await expectStored(
            document,
            insert: { document in
                try await fixture.update { unit in
                    documents.insert(document, Array("%PDF".utf8), of: Self.draft.id, at: fixture.clock.now, in: unit)
                }
            },
            find: { _ in try await applications.find(Self.draft.id)?.documents.first })
        let content = try await documents.content("diploma", supporting: saved.id, of: Self.draft.id)
        #expect(content == DocumentContent(contentType: "application/pdf", bytes: Array("%PDF".utf8)))
        #expect(try await documents.content("diploma", supporting: applied.id, of: Self.draft.id) == nil)
    }
}
