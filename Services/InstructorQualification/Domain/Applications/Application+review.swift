package import Primitives

extension Application {
    /// Adds a review, in place of the one in the same role if there is one (H10).
    ///
    /// - Throws: `ownApplication`, `notInStatus` unless the application is submitted, `alreadyReviewed` for a person
    ///   who has reviewed it in another role.
    package mutating func add(_ review: Review) throws(ApplicationRejection) {
        try requireReviewer(review.reviewer)
        guard !reviews.contains(where: { $0.reviewer == review.reviewer && $0.role != review.role }) else {
            throw .alreadyReviewed
        }
        reviews.removeAll { $0.role == review.role }
        reviews.append(review)
        reviews.sort { ($0.at, $0.role.rawValue) < ($1.at, $1.role.rawValue) }
    }

    /// Schedules the interview. One that was scheduled before is replaced, with its result (H11).
    ///
    /// - Parameters:
    ///   - holdsRole: Whether accounts says that the interviewer is a committee member or the Training Director. The
    ///     person who schedules holds one of the roles, so they may interview in any case.
    /// - Throws: `ownApplication`, also for the applicant as the interviewer; `notInStatus` unless the application is
    ///   submitted; `interviewerUnfit`.
    package mutating func schedule(
        at instant: Instant, with interviewer: PersonID, holdsRole: Bool, by reviewer: PersonID
    ) throws(ApplicationRejection) {
        try requireReviewer(reviewer)
        guard !isOwn(of: interviewer) else { throw .ownApplication }
        guard interviewer == reviewer || holdsRole else { throw .interviewerUnfit }
        interview = Interview(at: instant, interviewer: interviewer)
    }

    /// Records the result of the scheduled interview, which may have been held before its time (H11).
    ///
    /// - Throws: `ownApplication`, `notInStatus` unless the application is submitted, `interviewNotScheduled`.
    package mutating func record(_ result: Interview.Result, by reviewer: PersonID) throws(ApplicationRejection) {
        try requireReviewer(reviewer)
        guard interview != nil else { throw .interviewNotScheduled }
        interview?.result = result
    }

    func requireReviewer(_ person: PersonID) throws(ApplicationRejection) {
        guard !isOwn(of: person) else { throw .ownApplication }
        try requireStatus(.submitted)
    }
}
