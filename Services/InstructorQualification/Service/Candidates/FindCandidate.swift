import InstructorQualificationDomain
import Primitives
import UseCases

/// Finds candidates for themselves and for the reviewers (H13, H19).
struct FindCandidate: Sendable {
    let candidates: CandidateRepository

    /// - Throws: `NotFound`, also for everybody but the candidate and the reviewers.
    func callAsFunction(_ id: CandidateID, for principal: Principal) async throws -> Candidate {
        Rule.keep(.H19)
        guard let candidate = try await candidates.find(id),
            principal.isReviewer || candidate.isSame(as: principal.personID)
        else { throw NotFound() }
        return candidate
    }

    /// Returns the person's own candidacy, under any of their ids (A5).
    ///
    /// - Throws: `NotFound`.
    func own(_ person: PersonID) async throws -> Candidate {
        Rule.keep(.H19, .A5)
        guard let candidate = try await candidates.latest(of: person) else {
            throw NotFound("You are not a candidate.")
        }
        return candidate
    }
}
