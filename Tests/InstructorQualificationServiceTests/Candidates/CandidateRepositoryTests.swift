import InstructorQualificationDomain
import JSONTree
import Messaging
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import InstructorQualificationService

@Suite struct CandidateRepositoryTests {
    private static let application = Application(
        id: .new(), applicant: .new(), status: .accepted, createdAt: Instant(secondsSince1970: 1_780_000_000))

    private static let candidate = Candidate(
        id: .new(), person: application.applicant, application: application.id, stage: .probationary,
        qualifyingInstructor: .new(),
        window: ProcessWindow(startedOn: day("2026-03-01"), dueOn: day("2027-09-01")), suspended: true,
        createdAt: Instant(secondsSince1970: 1_780_000_100), version: 2)

    private static func inserted(_ fixture: InstructorQualificationFixture) async throws -> CandidateRepository {
        let candidates = CandidateRepository(database: fixture.database)
        let applications = ApplicationRepository(database: fixture.database)
        try await fixture.context.journal.update { unit in try await applications.insert(application, in: unit) }
        try await expectStored(
            candidate, ignoring: ["personIDs"],
            insert: { candidate in
                try await fixture.context.journal.update { unit in try await candidates.insert(candidate, in: unit) }
            },
            find: { try await candidates.find($0.id) })
        return candidates
    }

    @Test func `a candidate is found as it was inserted, and as it was saved with its note`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let candidates = try await Self.inserted(fixture)
        #expect(try await candidates.latest(of: Self.candidate.person) == Self.candidate)
        #expect(try await candidates.list(after: nil, limit: 1) == [Self.candidate])
        let applications = ApplicationRepository(database: fixture.database)
        #expect(try await applications.find(Self.application.id)?.candidate == Self.candidate.id)

        let note = CandidateNote(
            .extended(until: day("2028-01-01"), reason: "Illness."), by: .new(),
            at: Instant(secondsSince1970: 1_780_000_200))
        let saved = try await fixture.context.journal.update { unit in
            var locked = try #require(try await candidates.lock(Self.candidate.id, in: unit))
            (locked.stage, locked.qualifyingInstructor, locked.suspended) = (.qualifying, .new(), false)
            locked.window = ProcessWindow(startedOn: day("2026-04-01"), dueOn: day("2028-01-01"))
            return try candidates.save(locked, noting: note, in: unit)
        }
        #expect(saved.version == 3)
        #expect(try await candidates.find(Self.candidate.id) == saved)
        let stored = try await fixture.database.query("SELECT what, detail, noted_by, noted_at FROM candidate_note")
        let (what, detail, by, at) = try #require(stored.first).decode((String, JSON, PersonID, Instant).self)
        #expect(what == "extension" && detail == ["until": "2028-01-01", "reason": "Illness."])
        #expect(by == note.by && at == note.at)
    }

    @Test func `a person is one candidate in process`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let candidates = try await Self.inserted(fixture)
        let applications = ApplicationRepository(database: fixture.database)
        func insertAnother() async throws {
            try await fixture.context.journal.update { unit in
                var (application, candidate) = (Self.application, Self.candidate)
                (application.id, candidate.id) = (.new(), .new())
                candidate.application = application.id
                try await applications.insert(application, in: unit)
                try await candidates.insert(candidate, in: unit)
            }
        }
        await #expect(throws: CandidateRejection.alreadyInProcess) { try await insertAnother() }
    }
}
