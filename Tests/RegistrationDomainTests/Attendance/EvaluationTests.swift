import Primitives
import RegistrationDomain
import Testing

@Suite("F7: what attendees say of a class and of who taught it")
struct EvaluationTests {
    @Test("F7: only those who teach the class are rated")
    func teachers() throws {
        let (lead, intern, stranger) = (PersonID.new(), PersonID.new(), PersonID.new())
        try Offering.rate([], teachers: [])
        try Offering.rate([lead, intern], teachers: [lead, intern])
        #expect(throws: CompletionRejection.notInstructors([stranger])) {
            try Offering.rate([lead, stranger], teachers: [lead, intern])
        }
        #expect(throws: CompletionRejection.notInstructors([lead])) { try Offering.rate([lead], teachers: []) }
    }

    @Test(
        "F7: averages go on when five more people have said something",
        arguments: [
            (people: [0, 1, 2, 3], answers: [1, 2, 3, 4], due: []),
            ([0, 1, 2, 3, 4], [1, 2, 3, 4, 5], [4]),
            // The same person again and again is one.
            ([0, 1, 2, 3, 3, 3, 4], [1, 2, 3, 4, 4, 4, 5], [6]),
            // Four more are not enough, whether the class has no more attendees or not; the fifth takes all of them.
            ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [4, 9]),
            // Corrections count as new answers do.
            ([0, 1, 2, 3, 4, 0, 1, 2, 3, 4], [1, 2, 3, 4, 5, 5, 5, 5, 5, 5], [4, 9]),
            // Ratings taken back until too few are left are not told.
            ([0, 1, 2, 3, 4, 0, 1, 2, 3, 4], [1, 2, 3, 4, 5, 4, 3, 2, 1, 0], [4]),
        ])
    func steps(people: [Int], answers: [Int], due: [Int]) {
        let ids = (0..<10).map { _ in RegistrationID.new() }
        var step = EvaluationStep()
        let taken = zip(people, answers).enumerated().filter { _, next in
            step.take(ids[next.0], answers: next.1, under: Sample.policy)
        }
        #expect(taken.map(\.offset) == due)
    }
}
