package import Primitives

/// The amounts and dates of the practitioner programme: one version of the rule pack (G1–G9, policy).
package struct PractitionerRules: Sendable, Codable, Hashable {
    package var version: String
    /// The address of the programme's contact (G12).
    package var contact: String
    /// The required years as an SRO (G1).
    package var yearsAsSRO: Int
    /// The positions whose time counts as an SRO (G1).
    package var sroPositions: [Position]
    /// The positions that count as employment as an SRO or in school safety (G2).
    package var schoolSafetyPositions: [Position]
    package var basicCourse: String
    package var basicMinutes: Int
    /// The application date from which only the association's own Basic is accepted (G4).
    package var ownBasicOnlyFrom: Day
    /// The association's courses one of which is required (G5).
    package var advancedCourses: [String]
    package var advancedMinutes: Int
    /// The required minutes of further training (G6).
    package var additionalMinutes: Int
    /// The number of years before the submission after which further training does not count (G7).
    package var additionalMaximumAgeYears: Int
    /// Whether the second of the advanced courses counts toward the further training (G6).
    package var secondAdvancedCounts: Bool
    package var conferenceCourse: String

    package init(
        version: String, contact: String, yearsAsSRO: Int, sroPositions: [Position],
        schoolSafetyPositions: [Position], basicCourse: String, basicMinutes: Int, ownBasicOnlyFrom: Day,
        advancedCourses: [String],
        advancedMinutes: Int, additionalMinutes: Int, additionalMaximumAgeYears: Int, secondAdvancedCounts: Bool,
        conferenceCourse: String
    ) {
        self.version = version
        self.contact = contact
        self.yearsAsSRO = yearsAsSRO
        self.sroPositions = sroPositions
        self.schoolSafetyPositions = schoolSafetyPositions
        self.basicCourse = basicCourse
        self.basicMinutes = basicMinutes
        self.ownBasicOnlyFrom = ownBasicOnlyFrom
        self.advancedCourses = advancedCourses
        self.advancedMinutes = advancedMinutes
        self.additionalMinutes = additionalMinutes
        self.additionalMaximumAgeYears = additionalMaximumAgeYears
        self.secondAdvancedCounts = secondAdvancedCounts
        self.conferenceCourse = conferenceCourse
    }
}
