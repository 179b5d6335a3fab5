import CertificationDomain
import Primitives
import UseCases

/// Finds practitioner applications for their applicants, staff, auditors and the training committee (G10).
struct FindApplication: Sendable {
    let applications: ApplicationRepository
    let people: PersonRepository

    /// - Throws: `NotFound`, also for everybody who may not know of it.
    func callAsFunction(_ id: ApplicationID, for principal: Principal) async throws -> PractitionerApplication {
        Rule.keep(.G10, .A5)
        guard let application = try await applications.find(id) else { throw NotFound() }
        if principal.readsAsStaff || principal.has(.trainingCommittee) { return application }
        guard try await people.isSame(principal.personID, application.person) else { throw NotFound() }
        return application
    }
}
