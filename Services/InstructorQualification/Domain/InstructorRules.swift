package import Primitives

/// The amounts and dates of the instructor programme: one version of the rule pack (H1–H22, policy).
package struct InstructorRules: Sendable, Codable, Hashable {
    package var version: String
    /// The address of the programme's contact.
    package var contact: String
    /// Positions of which one must be current (H2).
    package var currentPositions: [Position]
    /// Years as an SRO (H2) and as a certified police instructor (H3).
    package var yearsAsSRO: Int
    package var yearsAsCertifiedInstructor: Int
    /// Hours of certified training experience (H4).
    package var trainingHours: Int
    /// Minutes that the video must run at least (H7).
    package var videoMinutes: Int
    /// The version of the Training Policies and Procedures in force (H8).
    package var policiesVersion: String
    /// Months from acceptance to the end of the process (H19).
    package var processMonths: Int
    /// Days before the end at which a warning is sent (H19).
    package var warningDays: [Int]
    /// Basic completed before this date: an audit is recommended (H14).
    package var auditRecommendedBefore: Day

    package init(
        version: String, contact: String, currentPositions: [Position], yearsAsSRO: Int,
        yearsAsCertifiedInstructor: Int, trainingHours: Int, videoMinutes: Int, policiesVersion: String,
        processMonths: Int, warningDays: [Int],
        auditRecommendedBefore: Day
    ) {
        self.version = version
        self.contact = contact
        self.currentPositions = currentPositions
        self.yearsAsSRO = yearsAsSRO
        self.yearsAsCertifiedInstructor = yearsAsCertifiedInstructor
        self.trainingHours = trainingHours
        self.videoMinutes = videoMinutes
        self.policiesVersion = policiesVersion
        self.processMonths = processMonths
        self.warningDays = warningDays
        self.auditRecommendedBefore = auditRecommendedBefore
    }
}
