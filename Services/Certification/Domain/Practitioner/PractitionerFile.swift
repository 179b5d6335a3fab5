package import Primitives

/// What is known of a person who is, or applies to become, a National SRO Practitioner.
package struct PractitionerFile: Hashable, Sendable {
    package var assignments: [DatedAssignment]
    package var training: [OwnTraining]
    package var credits: [CreditEntry]
    package var approvedCourses: [ApprovedCourse]
    /// The state of the formal application (G10); nil if there is none.
    package var application: ApplicationState?
    /// The number of claimed credits without a document that supports them (G10).
    package var creditsWithoutDocument: Int

    package init(
        assignments: [DatedAssignment] = [], training: [OwnTraining] = [], credits: [CreditEntry] = [],
        approvedCourses: [ApprovedCourse] = [], application: ApplicationState? = nil, creditsWithoutDocument: Int = 0
    ) {
        self.assignments = assignments
        self.training = training
        self.credits = credits
        self.approvedCourses = approvedCourses
        self.application = application
        self.creditsWithoutDocument = creditsWithoutDocument
    }

    /// Returns the file with an application's state and credits; without an application it is unchanged.
    package func with(_ application: PractitionerApplication?) -> PractitionerFile {
        guard let application else { return self }
        var file = self
        file.credits = application.credits
        file.application = application.status
        file.creditsWithoutDocument = application.creditsWithoutDocument
        return file
    }
}

/// Which parts of a file count.
package enum Standard: Sendable {
    /// For progress and submission: claimed hours and unverified assignments count, and the reason says so.
    case claimed
    /// For approval: only applied hours and verified assignments count.
    case verified
}
