package import Primitives

extension Application {
    package func checkEdit() throws(ApplicationRejection) {
        guard state == .draft else { throw .wrongState(state) }
    }

    /// Submission (H9): H1–H4 met and the evidence for H5–H8 there.
    package func checkSubmission(
        by applicant: Applicant, on day: Day, rules: InstructorRules
    ) throws(ApplicationRejection) {
        guard state == .draft else { throw .wrongState(state) }
        let unmet = rules.unmet(rules.evaluate(applicant, evidence, on: day))
        guard unmet.isEmpty else { throw .requirementsUnmet(unmet) }
    }

    /// A review (H10): of a submitted application, not one's own, one role a person; a later one of the same person replaces it.
    package func checkReview(role: ReviewRole, by reviewer: PersonID) throws(ApplicationRejection) {
        guard state == .submitted else { throw .wrongState(state) }
        guard reviewer != applicantID else { throw .ownApplication }
        guard !reviews.contains(where: { $0.reviewerID == reviewer && $0.role != role }) else { throw .alreadyReviewed }
    }

    package func checkInterview(by interviewer: PersonID) throws(ApplicationRejection) {
        guard state == .submitted else { throw .wrongState(state) }
        guard interviewer != applicantID else { throw .ownApplication }
    }

    /// The result (H11): of an interview that was scheduled. It may have been held before its time.
    package func checkInterviewResult() throws(ApplicationRejection) {
        guard state == .submitted else { throw .wrongState(state) }
        guard interview != nil else { throw .interviewNotScheduled }
    }

    /// What has to hold on the day of acceptance still, whatever held at submission: good standing, the credential, and
    /// the position (H1, H2).
    package func checkAcceptance(of applicant: Applicant, on day: Day, rules: InstructorRules)
        throws(ApplicationRejection)
    {
        let unmet = rules.unmet(rules.evaluate(applicant, evidence, on: day))
            .filter { [.memberAndPractitioner, .positionAndYears].contains($0.code) }
        guard unmet.isEmpty else { throw .requirementsUnmet(unmet) }
    }

    /// What is missing before the Training Director may decide (H12): three reviews, the interview's result, the video.
    package func missingForDetermination(rules: InstructorRules) -> [String] {
        var missing = ReviewRole.allCases.filter { role in !reviews.contains { $0.role == role } }
            .map { "review by \($0.rawValue)" }
        if interview == nil {
            missing.append("interview")
        } else if interview?.result == nil {
            missing.append("interview result")
        }
        if !evidence.hasVideo {
            missing.append("video")
        } else if !reviews.contains(where: { ($0.videoMinutes ?? 0) >= rules.videoMinutes }) {
            missing.append("a reviewer's word that the video runs \(rules.videoMinutes) minutes")
        }
        if evidence.degree == nil, evidence.comparableExperience != nil, !evidence.documents.contains(.degree),
            !reviews.contains(where: { $0.comparableExperienceAccepted == true })
        {
            missing.append("a reviewer's word on the comparable experience")
        }
        return missing
    }

    /// Accept or decline (H12). Acceptance needs everything; so does refusal, but for what only acceptance rests on.
    package func determine(
        _ outcome: Recommendation, by director: PersonID, rules: InstructorRules
    ) throws(ApplicationRejection) -> ApplicationState {
        guard state == .submitted else { throw .wrongState(state) }
        guard director != applicantID else { throw .ownApplication }
        var missing = missingForDetermination(rules: rules)
        if outcome == .decline { missing.removeAll { $0.hasPrefix("a reviewer's word") } }
        guard missing.isEmpty else { throw .determinationIncomplete(missing) }
        return outcome == .accept ? .accepted : .declined
    }
}
