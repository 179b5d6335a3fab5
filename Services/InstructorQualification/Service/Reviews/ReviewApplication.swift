import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases

/// Adds the review of one of the three bodies to a submitted application (H10).
struct ReviewApplication: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var review: Review
        var by: Principal
    }

    let applications: ApplicationRepository

    /// - Throws: `Forbidden` unless the principal holds the role in which they review; `NotFound`; `VersionMismatch`;
    ///   `ApplicationRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Application {
        Rule.keep(.H10, .H5, .H7)
        guard command.by.roles.contains(Role(command.review.role)) else {
            throw Forbidden("You do not hold the role in which you review.")
        }
        guard var application = try await applications.lock(command.application, in: unit) else { throw NotFound() }
        try command.match.require(application.version)
        try application.add(command.review)
        return try applications.save(application, in: unit)
    }
}

extension Role {
    fileprivate init(_ role: ReviewRole) {
        self =
            switch role {
            case .trainingDirector: .trainingDirector
            case .trainingCommittee: .trainingCommittee
            case .executiveDirector: .executiveDirector
            }
    }
}
