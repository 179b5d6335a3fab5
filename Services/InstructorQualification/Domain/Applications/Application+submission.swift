package import Primitives

extension Application {
    /// Begins an application (H9).
    ///
    /// - Parameter stage: The person's stage in the process; nil for a person who was never a candidate.
    /// - Throws: `alreadyCandidate` for a person who is in the process or an instructor.
    package static func begin(
        as id: ApplicationID, for person: PersonID, stage: CandidateStage?, at instant: Instant
    ) throws(ApplicationRejection) -> Application {
        if let stage, stage.excludesApplication { throw .alreadyCandidate(stage) }
        return Application(id: id, applicant: person, createdAt: instant)
    }

    /// Replaces what the applicant filled in; the documents stay (H3–H8).
    ///
    /// - Throws: `notInStatus` unless the application is a draft.
    package mutating func revise(_ evidence: Evidence) throws(ApplicationRejection) {
        try requireStatus(.draft)
        let documents = self.evidence.documents
        self.evidence = evidence
        self.evidence.documents = documents
    }

    /// Attaches a document, in place of the one of the same kind if there is one (H6).
    ///
    /// - Throws: `notInStatus` unless the application is a draft.
    package mutating func attach(_ document: Evidence.Document) throws(ApplicationRejection) {
        try requireStatus(.draft)
        evidence.documents.insert(document)
    }

    /// Submits the application to the Training Director (H9).
    ///
    /// - Throws: `notInStatus` unless the application is a draft, `requirementsUnmet` unless H1–H4 are met and there is
    ///   evidence for H5–H8.
    package mutating func submit(
        by applicant: Applicant, at moment: QualificationMoment
    ) throws(ApplicationRejection) {
        try requireStatus(.draft)
        let evaluations = moment.rules.evaluate(applicant, evidence, on: moment.day)
        guard evaluations.unmet.isEmpty else { throw .requirementsUnmet(evaluations.unmet) }
        submission = Submission(day: moment.day, rulePack: moment.policy.version, evaluations: evaluations)
        status = .submitted
    }

    func requireStatus(_ required: ApplicationStatus) throws(ApplicationRejection) {
        guard status == required else { throw .notInStatus(status) }
    }
}
