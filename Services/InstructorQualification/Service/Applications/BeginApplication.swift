import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases

/// Begins an application to become an instructor (H9).
struct BeginApplication: Sendable {
    let applications: ApplicationRepository
    let candidates: CandidateRepository

    /// - Throws: `ApplicationRejection`.
    func callAsFunction(_ person: PersonID, at now: Instant, in unit: UnitOfWork) async throws -> Application {
        Rule.keep(.H9)
        let candidate = try await candidates.latest(of: person, from: unit.sql)
        let application = try Application.begin(as: .new(), for: person, stage: candidate?.stage, at: now)
        try await applications.insert(application, in: unit)
        return application
    }
}
