import CertificationDomain
import Messaging
import Primitives

/// Starts an application for National SRO Practitioner (G10).
struct StartApplication: Sendable {
    let applications: ApplicationRepository

    /// - Returns: the draft.
    /// - Throws: `ApplicationRejection.alreadyOpen`.
    func callAsFunction(
        by person: PersonID, at now: Instant, in unit: UnitOfWork
    ) async throws -> PractitionerApplication {
        Rule.keep(.G10)
        let application = PractitionerApplication(id: .new(), person: person, createdAt: now)
        guard try await applications.insert(application, in: unit) else { throw ApplicationRejection.alreadyOpen }
        return application
    }
}
