import Primitives
import RegistrationDomain
import Testing

@Suite struct EvaluationBatchTests {
    @Test(arguments: [
        (people: [0, 1, 2, 3], answers: [1, 2, 3, 4], due: []),
        ([0, 1, 2, 3, 4], [1, 2, 3, 4, 5], [4]),
        // Repeated corrections of one person count once.
        ([0, 1, 2, 3, 3, 3, 4], [1, 2, 3, 4, 4, 4, 5], [6]),
        // Four more evaluations change nothing; the fifth includes all of them.
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [4, 9]),
        // Corrections count as new evaluations do.
        ([0, 1, 2, 3, 4, 0, 1, 2, 3, 4], [1, 2, 3, 4, 5, 5, 5, 5, 5, 5], [4, 9]),
        // Withdrawals that leave too few evaluations are not published.
        ([0, 1, 2, 3, 4, 0, 1, 2, 3, 4], [1, 2, 3, 4, 5, 4, 3, 2, 1, 0], [4]),
    ])
    func `F7: averages change when the evaluations of five more people are added`(
        people: [Int], answers: [Int], due: [Int]
    ) {
        let ids = (0..<10).map { _ in RegistrationID.new() }
        var batch = EvaluationBatch()
        let complete = zip(people, answers).enumerated().filter { _, next in
            batch.add(ids[next.0], answers: next.1, under: Sample.policy)
        }
        #expect(complete.map(\.offset) == due)
    }
}
