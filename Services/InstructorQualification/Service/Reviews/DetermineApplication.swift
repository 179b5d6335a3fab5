import Contracts
import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases

/// Accepts or declines an application, and makes the accepted applicant a candidate (H12, H19).
struct DetermineApplication: Sendable {
    enum Outcome: String, Codable, CaseIterable, Sendable {
        case accepted
        case declined
    }

    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var outcome: Outcome
        var reason: String
        var by: PersonID
    }

    let applications: ApplicationRepository
    let candidates: CandidateRepository
    let people: PersonRepository
    let policies: Policies

    /// - Throws: `NotFound`, `VersionMismatch`, `ApplicationRejection`, `CandidateRejection.alreadyInProcess`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Application {
        Rule.keep(.H12, .H1, .H2, .H5, .H7, .H10, .H11, .H19)
        guard var application = try await applications.lock(command.application, in: unit) else { throw NotFound() }
        try command.match.require(application.version)
        let moment = policies.moment(now)
        let rules = policies.policy(on: application.submission?.day ?? moment.day).instructor
        let change = InstructorApplicationChange(personId: application.applicant)
        switch command.outcome {
        case .accepted:
            let candidate = try application.accept(
                as: .new(), because: command.reason, by: command.by,
                given: try await people.applicant(application.applicant, from: unit.sql), submittedUnder: rules,
                at: moment)
            application = try applications.save(application, in: unit)
            unit.publish(.instructorApplicationAccepted, change, of: application.id, at: now)
            try await candidates.insert(candidate, in: unit)
            unit.publish(.candidateStaged, CandidateChange(candidate), of: candidate.id, at: now)
            unit.setState(.candidate, CandidateState(candidate), of: candidate.id, at: now)
        case .declined:
            try application.decline(because: command.reason, by: command.by, submittedUnder: rules, at: now)
            application = try applications.save(application, in: unit)
            unit.publish(.instructorApplicationDeclined, change, of: application.id, at: now)
        }
        return application
    }
}
