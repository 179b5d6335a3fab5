import Primitives
import RegistrationDomain
import Testing

@Suite struct EvaluationTests {
    private let lead = PersonID.new()
    private let intern = PersonID.new()
    private let other = PersonID.new()

    private func evaluation(_ ratings: InstructorRating..., overall: Int = 4, comment: String? = nil) -> Evaluation {
        Evaluation(
            registration: .new(), offering: .new(),
            answers: ClassRatings(overall: overall, content: 4, instructor: 4, facility: 4), comment: comment,
            ratings: ratings, changedAt: Sample.moment("2026-04-06").instant, version: 3)
    }

    private func rate(_ person: PersonID, _ rating: Int = 5) -> InstructorRating {
        InstructorRating(person: person, rating: rating)
    }

    private func file(_ evaluation: Evaluation, after previous: Evaluation? = nil, days: Int = 1) throws -> Evaluation {
        try evaluation.filed(after: previous, attendedDays: days, teachers: [lead, intern])
    }

    @Test func `F2: an evaluation opens with the first day attended`() throws {
        #expect(throws: EvaluationRejection.notOpen) { try file(evaluation(rate(other)), days: 0) }
        #expect(try file(evaluation(), days: 1).version == 0)
        #expect(try file(evaluation(), after: evaluation(), days: 2).version == 3)
    }

    @Test func `F7: an evaluation rates only instructors of the class, and those whom it rated before`() throws {
        _ = try file(evaluation(rate(lead), rate(intern)))
        _ = try file(evaluation(rate(other)), after: evaluation(rate(other)))
        #expect(throws: EvaluationRejection.notInstructors([other])) { try file(evaluation(rate(lead), rate(other))) }
    }

    @Test func `F7: of several ratings of one person the last counts`() throws {
        let filed = try file(evaluation(rate(lead, 1), rate(intern, 2), rate(lead, 3)))
        #expect(filed.ratings == [rate(lead, 3), rate(intern, 2)].sorted { $0.person < $1.person })
    }

    @Test func `F7: only answers and comment count for the class, and changed ratings for their instructors`() {
        let first = evaluation(rate(lead), rate(intern))
        #expect(!first.agreesOnClass(with: nil))
        #expect(first.agreesOnClass(with: evaluation()))
        #expect(!first.agreesOnClass(with: evaluation(overall: 5)))
        #expect(!first.agreesOnClass(with: evaluation(comment: "Well done.")))
        #expect(first.instructorsRatedOtherwise(than: nil) == [lead, intern])
        #expect(first.instructorsRatedOtherwise(than: first) == [])
        #expect(evaluation(rate(lead, 1), rate(other)).instructorsRatedOtherwise(than: first) == [lead, intern, other])
    }
}
