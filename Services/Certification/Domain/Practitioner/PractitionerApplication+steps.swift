package import Primitives

extension PractitionerApplication {
    /// Changes the applicant's statement (G10). Nil leaves it as it is.
    ///
    /// - Throws: `wrongState` unless the applicant may edit the application.
    package mutating func revise(statement: String?) throws(ApplicationRejection) {
        try require(.draft, .moreInfo)
        self.statement = statement ?? self.statement
    }

    /// Claims training hours (G6).
    ///
    /// - Throws: `wrongState` unless the applicant may edit the application.
    package mutating func claim(_ credit: CreditEntry) throws(ApplicationRejection) {
        try require(.draft, .moreInfo)
        credits.append(credit)
    }

    /// Attaches a document, in place of the one with the same name if there is one (G10).
    ///
    /// - Throws: `wrongState` unless the applicant may edit the application, `creditUnknown`, then `documentDuplicate`
    ///   for content that the application has under another name.
    package mutating func attach(_ document: ApplicationDocument) throws(ApplicationRejection) {
        try require(.draft, .moreInfo)
        if let credit = document.credit, !credits.contains(where: { $0.id == credit }) { throw .creditUnknown(credit) }
        documents.removeAll { $0.name == document.name }
        if let same = documents.first(where: { $0.hash == document.hash }) {
            throw .documentDuplicate(name: same.name)
        }
        documents.append(document)
    }

    /// Submits the application if it meets G1–G9 today by the policy in force today. Claimed hours count.
    ///
    /// - Parameter file: What is known of the applicant, without the application.
    /// - Throws: `wrongState` unless it is a draft or waits for the applicant's answer, then `requirementsUnmet`.
    package mutating func submit(
        _ file: PractitionerFile, under policy: CertificationPolicy, on day: Day
    ) throws(ApplicationRejection) {
        try require(.draft, .moreInfo)
        let evaluations = policy.practitioner.evaluate(file.with(self), on: day, by: .claimed)
        // The submission itself meets G10.
        let unmet = evaluations.filter { !$0.met && $0.code != .application }
        guard unmet.isEmpty else { throw .requirementsUnmet(unmet) }
        status = .submitted
        submission = Submission(on: day, evaluations: evaluations)
        rulePack = policy.version
    }

    /// Withdraws the application (G10).
    ///
    /// - Throws: `wrongState` once it is decided or withdrawn.
    package mutating func withdraw() throws(ApplicationRejection) {
        try require(.draft, .submitted, .moreInfo)
        status = .withdrawn
    }

    /// Records a reviewer's decision about claimed hours (G6).
    ///
    /// - Returns: The credit as it is now.
    /// - Throws: `wrongState` unless the application is submitted, then `creditUnknown`.
    package mutating func dispose(
        _ credit: CreditID, as disposition: Disposition, because reason: String, by reviewer: PersonID
    ) throws(ApplicationRejection) -> CreditEntry {
        try require(.submitted)
        guard let index = credits.firstIndex(where: { $0.id == credit }) else { throw .creditUnknown(credit) }
        credits[index].disposition = disposition
        credits[index].review = CreditEntry.Review(by: reviewer, reason: reason)
        return credits[index]
    }

    /// Returns the application to the applicant with a question (G10).
    ///
    /// - Throws: `wrongState` unless it is submitted.
    package mutating func ask(_ question: String) throws(ApplicationRejection) {
        try require(.submitted)
        status = .moreInfo
        self.question = question
    }

    /// Approves or declines the application.
    ///
    /// An approval needs G1–G10 as of the day of the submission, by applied hours and verified assignments, and the
    /// employment of today (G2).
    ///
    /// - Parameters:
    ///   - file: What is known of the applicant, without the application.
    ///   - policy: The policy in force on the application's `policyDay`.
    /// - Throws: `wrongState` unless it is submitted, or for declining waits for an answer; then `requirementsUnmet`.
    package mutating func determine(
        _ determination: Determination, because reason: String, by reviewer: PersonID, file: PractitionerFile,
        under policy: CertificationPolicy, on today: Day, at instant: Instant
    ) throws(ApplicationRejection) {
        switch determination {
        case .approved: try require(.submitted)
        case .declined: try require(.submitted, .moreInfo)
        }
        let evaluations = policy.practitioner.evaluate(
            file.with(self), on: policyDay(today: today), by: .verified, employedOn: today)
        let unmet = evaluations.filter { !$0.met }
        guard determination == .declined || unmet.isEmpty else { throw .requirementsUnmet(unmet) }
        status = determination == .approved ? .approved : .declined
        decision = Decision(by: reviewer, at: instant, reason: reason, evaluations: evaluations)
        rulePack = policy.version
    }

    private func require(_ states: ApplicationState...) throws(ApplicationRejection) {
        guard states.contains(status) else { throw .wrongState(status) }
    }
}
