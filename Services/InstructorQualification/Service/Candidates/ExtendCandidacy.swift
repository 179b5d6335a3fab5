import Contracts
import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases

/// Gives a candidate more time (H19).
struct ExtendCandidacy: Sendable {
    struct Command: Sendable {
        var candidate: CandidateID
        var match: VersionMatch
        var until: Day
        var reason: String
        var by: PersonID
    }

    let candidates: CandidateRepository

    /// - Throws: `NotFound`, `VersionMismatch`, `CandidateRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Candidate {
        Rule.keep(.H19)
        guard var candidate = try await candidates.lock(command.candidate, in: unit) else { throw NotFound() }
        try command.match.require(candidate.version)
        let note = try candidate.extend(until: command.until, because: command.reason, by: command.by, at: now)
        candidate = try candidates.save(candidate, noting: note, in: unit)
        unit.publish(.candidateExtended, CandidateChange(candidate), of: candidate.id, at: now)
        unit.setState(.candidate, CandidateState(candidate), of: candidate.id, at: now)
        return candidate
    }
}
