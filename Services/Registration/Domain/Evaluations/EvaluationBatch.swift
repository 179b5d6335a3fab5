package import Primitives

/// The evaluations of one subject, a class or an instructor, that are not in its published averages (F7).
///
/// Averages that followed each answer would disclose it: the difference of two averages, each times its number of
/// answers, is one person's answer, and `evaluation.completed` names the person. So the published averages change only
/// when as many evaluations as anonymity requires were given, corrected or withdrawn, and then include all of them.
package struct EvaluationBatch: Hashable, Sendable {
    package private(set) var pending: Set<RegistrationID>

    package init(pending: Set<RegistrationID> = []) {
        self.pending = pending
    }

    /// Adds one person's evaluation. The corrections of one person count once.
    ///
    /// - Parameter answers: The number of evaluations of the subject, this one included.
    /// - Returns: Whether the batch is complete, so that the averages are computed again.
    package mutating func add(
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
