import InstructorQualificationDomain
import Primitives
import UseCases

/// Finds applications for the applicant and the reviewers (H10).
struct FindApplication: Sendable {
    /// An application, and whether the principal may read its reviews. Nobody reads those of their own application.
    struct Found: Sendable {
        var application: Application
        var showsReviews: Bool

        init(_ application: Application, for principal: Principal) {
            self.application = application
            showsReviews = principal.isReviewer && !application.isOwn(of: principal.personID)
        }
    }

    let applications: ApplicationRepository

    /// Returns the application.
    ///
    /// - Throws: `NotFound`, also for everybody but the applicant and the reviewers.
    func callAsFunction(_ id: ApplicationID, for principal: Principal) async throws -> Found {
        Rule.keep(.H10)
        guard let application = try await applications.find(id),
            principal.isReviewer || application.isOwn(of: principal.personID)
        else { throw NotFound() }
        return Found(application, for: principal)
    }

    /// Returns a page of all applications for a reviewer, or else of the principal's own, and one more if there is one.
    func page(for principal: Principal, after: (Instant, ApplicationID)?, limit: Int) async throws -> [Found] {
        Rule.keep(.H10)
        return try await applications.list(
            of: principal.isReviewer ? nil : principal.personID, after: after, limit: limit
        ).map { Found($0, for: principal) }
    }
}
