import CertificationDomain
import Messaging
import Primitives
import UseCases

/// Locks an application for a step by its applicant or by a reviewer, under any id of theirs (G10, A5).
struct ApplicationLock: Sendable {
    let applications: ApplicationRepository
    let people: PersonRepository

    /// Locks the applicant's own application.
    ///
    /// - Throws: `NotFound`, also for everybody else; `VersionMismatch`.
    func own(
        _ id: ApplicationID, _ match: VersionMatch, by applicant: PersonID, in unit: UnitOfWork
    ) async throws -> PractitionerApplication {
        guard let application = try await applications.lock(id, in: unit),
            try await people.isSame(applicant, application.person, from: unit.sql)
        else { throw NotFound() }
        try match.require(application.version)
        return application
    }

    /// Locks an application for a reviewer.
    ///
    /// - Throws: `NotFound`; `ApplicationRejection.ownApplication` for the applicant; `VersionMismatch`.
    func reviewed(
        _ id: ApplicationID, _ match: VersionMatch, by reviewer: PersonID, in unit: UnitOfWork
    ) async throws -> PractitionerApplication {
        guard let application = try await applications.lock(id, in: unit) else { throw NotFound() }
        guard try await !people.isSame(reviewer, application.person, from: unit.sql) else {
            throw ApplicationRejection.ownApplication
        }
        try match.require(application.version)
        return application
    }
}
