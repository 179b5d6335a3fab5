import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Records completions of a class, each registration by itself (F1, E6).
struct RecordCompletions: Sendable {
    struct Command: Sendable {
        var offering: OfferingID
        /// Nil for all that have a seat and no completion.
        var registrations: [RegistrationID]?
        var by: Principal
    }

    /// A completion that was recorded.
    struct Recorded: Sendable {
        var registration: RegistrationID
        var completion: CompletionID
    }

    struct Result: Sendable {
        var recorded: [Recorded] = []
        var refused: [(RegistrationID, CompletionRejection)] = []
    }

    let courses: CourseRepository
    let offerings: OfferingRepository
    let access: OfferingAccess
    let completions: CompletionRepository
    let policies: Policies
    let mail: OfferingMail

    /// - Returns: what was recorded and what was refused, in the order of the request.
    /// - Throws: `NotFound`, `Forbidden`; `CompletionRejection` if the class allows no completion.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Result {
        Rule.keep(.F1, .E6)
        guard let offering = try await offerings.lock(command.offering, in: unit) else { throw NotFound() }
        try await access.require(command.by, for: offering, from: unit.sql)
        try offering.openCompletion(at: policies.moment(now, at: offering))
        let hours = try await courses.find(offering.course, from: unit.sql)?.hours ?? 0
        let candidates = try await completions.candidates(in: offering.id, from: unit.sql)
        let known = Dictionary(uniqueKeysWithValues: candidates.map { ($0.registration, $0) })
        var result = Result()
        for id in command.registrations ?? candidates.filter(\.isIncludedInAll).map(\.registration) {
            do throws(CompletionRejection) {
                let completion = try offering.complete(
                    known[id], as: .new(), hours: hours, under: policies.policy(at: now), by: command.by.personID,
                    at: now)
                completions.insert(completion, in: unit)
                unit.publish(.completionRecorded, completion, at: now)
                result.recorded.append(Recorded(registration: id, completion: completion.id))
            } catch {
                result.refused.append((id, error))
            }
        }
        mail.enqueueEvaluation(of: offering, on: policies.venueDay(now, of: offering), at: now, in: unit)
        return result
    }
}
