import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct CompletionRepositoryTests {
    @Test func `a completion is found as it was inserted, and as it was saved`() async throws {
        let sut = try await AttendedClass(attendees: 1)
        let completions = CompletionRepository(database: sut.fixture.database)
        let registration = try #require(RegistrationID(sut.registrations[0].string ?? ""))
        let offering = try #require(OfferingID(sut.offering))
        let earned = Completion(
            id: .new(), person: .new(), registration: registration, offering: offering,
            course: .basicSRO, edition: .new(), hours: 40.5, completedOn: Day(daysSince1970: 20_000),
            recording: Completion.Recording(
                by: .new(), at: Instant(secondsSince1970: 1_700_000_000), rulePack: "registration-7"), version: 4)
        let voided = Completion(
            id: .new(), person: .new(), course: .basicSRO, edition: .new(), hours: 40,
            completedOn: Day(daysSince1970: 19_000), isImported: true, offeringReference: "Class A",
            recording: Completion.Recording(by: .new(), at: Instant(secondsSince1970: 1_700_000_100)),
            voiding: Completion.Voiding(
                by: .new(), at: Instant(secondsSince1970: 1_700_000_200), reason: "Another person"), version: 2)
        try await expectStored(
            earned, voided,
            insert: { completion in
                try await sut.fixture.parts.journal.update { unit in completions.insert(completion, in: unit) }
            },
            find: { try await completions.find($0.id) })
        #expect(try await completions.ids(of: [registration], from: sut.fixture.database) == [registration: earned.id])
        let saved = try await sut.fixture.parts.journal.update { unit in
            var completion = try #require(try await completions.lock(of: registration, in: unit))
            try completion.void(
                because: "Recorded in error", by: .new(), at: Instant(secondsSince1970: 1_700_000_300))
            return completions.save(completion, in: unit)
        }
        #expect(saved.version == 5)
        #expect(try await completions.find(earned.id) == saved)
        #expect(try await completions.ids(of: [registration], from: sut.fixture.database).isEmpty)
    }

    @Test func `an imported completion is inserted unless the person has one of the course and day`() async throws {
        let fixture = try await RegistrationFixture()
        let completions = CompletionRepository(database: fixture.database)
        let person = PersonID.new()
        func imported(_ reference: String?, on day: Int) -> Completion {
            Completion(
                id: .new(), person: person, course: .basicSRO, edition: .new(), hours: 40,
                completedOn: Day(daysSince1970: day), isImported: true, offeringReference: reference,
                recording: Completion.Recording(by: .new(), at: Instant(secondsSince1970: 1_700_000_000)))
        }
        let first = imported("Class A", on: 18_000)
        let others = [imported(nil, on: 18_000), imported(nil, on: 18_001)]
        let new = try await fixture.parts.journal.update { unit in
            let new = try await completions.insertNew([first], in: unit)
            return new + (try await completions.insertNew(others, in: unit))
        }
        #expect(new == [first, others[1]])
        for completion in new { #expect(try await completions.find(completion.id) == completion) }
    }
}
