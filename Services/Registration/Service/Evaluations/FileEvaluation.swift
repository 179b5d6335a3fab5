import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Files an attendee's evaluation of a class and of its instructors, the first one or a correction (F2, F7).
struct FileEvaluation: Sendable {
    struct Command: Sendable {
        var registration: RegistrationID
        /// Of the evaluation's version; a first evaluation has none to match.
        var match: VersionMatch
        var answers: ClassRatings
        var comment: String?
        var ratings: [InstructorRating]
        var by: Principal
    }

    let seats: SeatBookRepository
    let find: FindEvaluation
    let evaluations: EvaluationRepository
    let completions: CompletionRepository
    let updateAverages: UpdateAverages

    /// - Returns: the evaluation as it is stored.
    /// - Throws: `NotFound`, also for everybody but the registration's person; `VersionMismatch`,
    ///   `EvaluationRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Evaluation {
        Rule.keep(.F2, .F7)
        try await find.requireOwn(command.registration, of: command.by, from: unit.sql)
        guard let (offering, record) = try await seats.lock(registration: command.registration, in: unit) else {
            throw NotFound()
        }
        let id = record.registration.id
        let input = try await evaluations.input(for: id, in: offering, in: unit)
        if let previous = input.previous { try command.match.require(previous.version) }
        var evaluation = try Evaluation(
            registration: id, offering: offering.id, answers: command.answers, comment: command.comment,
            ratings: command.ratings, changedAt: now
        ).filed(after: input.previous, attendedDays: input.attendedDays, teachers: input.teachers)
        evaluation = evaluations.save(evaluation, in: unit)
        if input.previous == nil {
            unit.publish(
                .evaluationCompleted,
                CompletedEvaluation(personId: record.registration.person, offeringId: offering.id), of: id, at: now)
            if var completion = try await completions.lock(of: id, in: unit) {
                completion.isEvaluated = true
                unit.setState(completion, at: now)
            }
        }
        try await updateAverages(evaluation, after: input.previous, at: now, in: unit)
        return evaluation
    }
}
