import UseCases

extension Principal {
    /// The roles that read every application and candidate.
    static let reviewerRoles: Set<Role> = [.trainingDirector, .trainingCommittee, .executiveDirector, .staff]

    /// Whether the principal may read every application and candidate.
    var isReviewer: Bool { hasAny(of: Self.reviewerRoles) || readsAsStaff }
}
