import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct EvaluationRepositoryTests {
    @Test func `an evaluation is found as it was saved, the first time and again`() async throws {
        let sut = try await AttendedClass(attendees: 1)
        let evaluations = EvaluationRepository(database: sut.fixture.database)
        let registration = try #require(RegistrationID(sut.registrations[0].string ?? ""))
        let offering = try #require(OfferingID(sut.offering))
        let first = Evaluation(
            registration: registration, offering: offering,
            answers: ClassRatings(overall: 1, content: 2, instructor: 3, facility: 4), comment: "Well done.",
            ratings: [InstructorRating(person: .new(), rating: 5, comment: "Keep on.")],
            changedAt: Instant(secondsSince1970: 1_700_000_000), version: 7)
        func save(_ evaluation: Evaluation) async throws {
            var before = evaluation
            before.version -= 1
            try await sut.fixture.parts.journal.update { [before] unit in
                let saved = evaluations.save(before, in: unit)
                #expect(saved == evaluation)
            }
        }
        try await expectStored(first, insert: save, find: { try await evaluations.find($0.registration) })
        var corrected = first
        corrected.answers = ClassRatings(overall: 5, content: 4, instructor: 2, facility: 3)
        corrected.comment = nil
        corrected.ratings = [PersonID.new(), .new()].sorted().map { InstructorRating(person: $0, rating: 1) }
        corrected.version = 8
        try await save(corrected)
        #expect(try await evaluations.find(first.registration) == corrected)
    }
}
