package import Primitives

/// An application to become an instructor, with its evidence, reviews, interview and decision (H1–H12).
///
/// The applicant fills in a draft and submits it. The reviewers review it and hold an interview, then the Training
/// Director accepts or declines it. A decided application does not change any more.
package struct Application: Hashable, Sendable {
    package var id: ApplicationID
    package var applicant: PersonID
    /// Every id of the applicant after merges (A5). The repository reads them with the application and never writes
    /// them.
    package var applicantIDs: Set<PersonID>
    package var status: ApplicationStatus
    package var evidence: Evidence
    /// Nil for a draft.
    package var submission: Submission?
    /// At most one for each role, by their time.
    package var reviews: [Review]
    package var interview: Interview?
    /// Nil until the application is accepted or declined.
    package var decision: Decision?
    /// The candidate that the acceptance made.
    package var candidate: CandidateID?
    package var createdAt: Instant
    package var version: Int

    /// What the submission was based on: the day, the version of the policy, and each requirement's judgement (H9).
    package struct Submission: Hashable, Sendable {
        package var day: Day
        package var rulePack: String
        package var evaluations: [RequirementEvaluation]

        package init(day: Day, rulePack: String, evaluations: [RequirementEvaluation]) {
            self.day = day
            self.rulePack = rulePack
            self.evaluations = evaluations
        }
    }

    /// Who accepted or declined an application, when and why (H12).
    package struct Decision: Hashable, Sendable {
        package var by: PersonID
        package var at: Instant
        package var reason: String

        package init(by: PersonID, at: Instant, reason: String) {
            self.by = by
            self.at = at
            self.reason = reason
        }
    }

    package init(
        id: ApplicationID, applicant: PersonID, applicantIDs: Set<PersonID>? = nil, status: ApplicationStatus = .draft,
        evidence: Evidence = Evidence(), submission: Submission? = nil, reviews: [Review] = [],
        interview: Interview? = nil, decision: Decision? = nil, candidate: CandidateID? = nil, createdAt: Instant,
        version: Int = 1
    ) {
        self.id = id
        self.applicant = applicant
        self.applicantIDs = applicantIDs ?? [applicant]
        self.status = status
        self.evidence = evidence
        self.submission = submission
        self.reviews = reviews
        self.interview = interview
        self.decision = decision
        self.candidate = candidate
        self.createdAt = createdAt
        self.version = version
    }

    /// Whether the person is the applicant, under any of their ids (A5).
    package func isOwn(of person: PersonID) -> Bool { applicantIDs.contains(person) }
}

/// The state of an application.
package enum ApplicationStatus: String, Sendable, CaseIterable, Codable {
    case draft
    case submitted
    case accepted
    case declined
}
