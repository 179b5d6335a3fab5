package import Primitives

extension Offering {
    /// F7: attendees rate who taught their class, and nobody else.
    ///
    /// - Parameters:
    ///   - people: those whom an evaluation rates.
    ///   - teachers: the class's lead instructor, those with a seat to teach in it, and whom this evaluation rated before; each
    ///     under all of their identities.
    package static func rate(_ people: [PersonID], teachers: Set<PersonID>) throws(CompletionRejection) {
        let strangers = Set(people).subtracting(teachers)
        guard strangers.isEmpty else { throw .notInstructors(strangers.sorted()) }
    }
}

/// F7: which evaluations of one subject (a class, or one of its instructors) are not in what is shown of it.
///
/// Averages that followed each answer would tell it: twice the average, each time its number of answers, and the difference is
/// what one person said, whose name `evaluation.completed` has just told. So what is shown stands still until as many evaluations
/// as anonymity needs were given, corrected or taken back, and then takes all of them at once.
package struct EvaluationStep: Hashable, Sendable {
    package private(set) var pending: Set<RegistrationID>

    package init(pending: Set<RegistrationID> = []) {
        self.pending = pending
    }

    /// Takes one person's evaluation in. Somebody who corrects theirs often is one person still.
    ///
    /// - Parameter answers: how many there are of the subject now.
    /// - Returns: whether what is shown is made anew.
    package mutating func take(
        _ evaluation: RegistrationID, answers: Int, under policy: RegistrationPolicy
    ) -> Bool {
        pending.insert(evaluation)
        guard answers >= policy.evaluationMinimumAnswers, pending.count >= policy.evaluationMinimumAnswers else {
            return false
        }
        pending = []
        return true
    }
}
