import Contracts
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// Adds an evaluation to the batches of its class and of the instructors whose ratings it changes, and publishes new
/// averages for each batch that is complete (F7).
struct UpdateAverages: Sendable {
    let policies: Policies
    let summaries: EvaluationSummaryRepository

    /// Updates the averages of a locked offering.
    ///
    /// - Parameters:
    ///   - evaluation: The evaluation as it is stored.
    ///   - previous: The attendee's evaluation until now.
    func callAsFunction(
        _ evaluation: Evaluation, after previous: Evaluation?, at now: Instant, in unit: UnitOfWork
    ) async throws {
        Rule.keep(.F7)
        if !evaluation.agreesOnClass(with: previous) { try await updateClass(evaluation, at: now, in: unit) }
        let changed = evaluation.instructorsRatedOtherwise(than: previous)
        for person in try await summaries.survivors(of: changed, in: unit) {
            try await updateInstructor(person, evaluation, at: now, in: unit)
        }
    }

    private func updateClass(_ evaluation: Evaluation, at now: Instant, in unit: UnitOfWork) async throws {
        let offering = evaluation.offering
        var (batch, summary) = try await unit.sql.read(
            summaries.batch(of: .offering, in: offering), summaries.summary(of: offering))
        let isComplete = batch.add(
            evaluation.registration, answers: summary?.answers ?? 0, under: policies.policy(at: now))
        try summaries.save(batch, of: .offering, in: offering, publishing: isComplete ? summary : nil, in: unit)
    }

    private func updateInstructor(
        _ person: PersonID, _ evaluation: Evaluation, at now: Instant, in unit: UnitOfWork
    ) async throws {
        let offering = evaluation.offering
        var (batch, ratings) = try await unit.sql.read(
            summaries.batch(of: .instructor(person), in: offering), summaries.ratings(of: person, in: offering))
        let isComplete = batch.add(
            evaluation.registration, answers: ratings.answers, under: policies.policy(at: now))
        try summaries.save(
            batch, of: .instructor(person), in: offering, publishing: isComplete ? ratings : nil, in: unit)
        guard isComplete else { return }
        unit.publish(
            .evaluationAboutInstructor,
            InstructorRatings(instructorId: person, answers: ratings.answers, average: ratings.average), of: offering,
            at: now)
    }
}
