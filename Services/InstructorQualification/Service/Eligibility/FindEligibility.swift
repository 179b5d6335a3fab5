import InstructorQualificationDomain
import Primitives
import UseCases

/// Finds what a person has and still lacks to become an instructor (H1–H8).
struct FindEligibility: Sendable {
    let people: PersonRepository
    let applications: ApplicationRepository
    let policies: Policies

    /// Returns the judgement of each requirement at `now`, with the evidence of the person's latest application. What
    /// was reached under an id that was merged into theirs counts (A5).
    func callAsFunction(_ person: PersonID, at now: Instant) async throws -> Application.Submission {
        Rule.keep(.H1, .H2, .H3, .H4, .H5, .H6, .H7, .H8, .A5)
        let applicant = try await people.applicant(person)
        let evidence = try await applications.latest(of: person)?.evidence ?? Evidence()
        let moment = policies.moment(now)
        return Application.Submission(
            day: moment.day, rulePack: moment.policy.version,
            evaluations: moment.rules.evaluate(applicant, evidence, on: moment.day))
    }
}
