import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases

/// Assigns a candidate's Qualifying Instructor (H13).
struct AssignQualifyingInstructor: Sendable {
    struct Command: Sendable {
        var candidate: CandidateID
        var match: VersionMatch
        var instructor: PersonID
        var by: PersonID
    }

    let candidates: CandidateRepository
    let people: PersonRepository

    /// - Throws: `NotFound`, `VersionMismatch`, `CandidateRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Candidate {
        Rule.keep(.H13)
        guard var candidate = try await candidates.lock(command.candidate, in: unit) else { throw NotFound() }
        try command.match.require(candidate.version)
        let note = try candidate.assign(
            command.instructor, isKnown: try await people.isKnown(command.instructor, in: unit), by: command.by,
            at: now)
        return try candidates.save(candidate, noting: note, in: unit)
    }
}
