package import Primitives

extension Application {
    /// Accepts the application and makes the applicant a candidate. The caller inserts the candidate in the same
    /// transaction (H12, H19).
    ///
    /// - Parameters:
    ///   - applicant: What is known about the applicant at the time of the decision.
    ///   - rules: The rules in force on the day of the submission, which decide what the application must contain.
    ///   - moment: The time of the decision. Its rules decide about good standing, credential and position (H1, H2),
    ///     which must still hold, and about the candidate's window.
    /// - Throws: `ownApplication`, `notInStatus` unless the application is submitted, `incomplete`,
    ///   `requirementsUnmet`.
    package mutating func accept(
        as id: CandidateID, because reason: String, by director: PersonID, given applicant: Applicant,
        submittedUnder rules: InstructorRules, at moment: QualificationMoment
    ) throws(ApplicationRejection) -> Candidate {
        try requireReviewer(director)
        let missing = missingParts(rules)
        guard missing.isEmpty else { throw .incomplete(missing) }
        let unmet = moment.rules.evaluate(applicant, evidence, on: moment.day).unmet
            .filter(\.code.holdsUntilAcceptance)
        guard unmet.isEmpty else { throw .requirementsUnmet(unmet) }
        status = .accepted
        decision = Decision(by: director, at: moment.instant, reason: reason)
        candidate = id
        return Candidate(
            id: id, person: self.applicant, application: self.id,
            window: ProcessWindow(acceptedOn: moment.day, rules: moment.rules), createdAt: moment.instant)
    }

    /// Declines the application (H12).
    ///
    /// - Parameter rules: The rules in force on the day of the submission.
    /// - Throws: `ownApplication`, `notInStatus` unless the application is submitted, `incomplete` for a part without
    ///   which it cannot be declined.
    package mutating func decline(
        because reason: String, by director: PersonID, submittedUnder rules: InstructorRules, at instant: Instant
    ) throws(ApplicationRejection) {
        try requireReviewer(director)
        let missing = missingParts(rules).filter { !$0.isForAcceptanceOnly }
        guard missing.isEmpty else { throw .incomplete(missing) }
        status = .declined
        decision = Decision(by: director, at: instant, reason: reason)
    }

    /// Returns what is missing before the Training Director can decide: three reviews, the interview's result, the
    /// video, and what a reviewer must confirm (H5, H7, H10, H11).
    private func missingParts(_ rules: InstructorRules) -> [MissingPart] {
        var missing = ReviewRole.allCases.filter { role in !reviews.contains { $0.role == role } }
            .map { MissingPart.review($0) }
        if interview == nil {
            missing.append(.interview)
        } else if interview?.result == nil {
            missing.append(.interviewResult)
        }
        if !evidence.hasVideo {
            missing.append(.video)
        } else if !reviews.contains(where: { ($0.videoMinutes ?? 0) >= rules.videoMinutes }) {
            missing.append(.videoLength(minutes: rules.videoMinutes))
        }
        if evidence.degree == nil, evidence.comparableExperience != nil, !evidence.documents.contains(.degree),
            !reviews.contains(where: { $0.comparableExperienceAccepted == true })
        {
            missing.append(.comparableExperience)
        }
        return missing
    }
}
