package import Primitives

/// One version of the rule pack of certification.
///
/// The service reads it from its rule pack and passes it to every decision. The version is recorded with the decision.
package struct CertificationPolicy: Hashable, Sendable, Codable {
    package var version: String
    /// The first day of this version, in the association's time zone.
    package var effectiveFrom: Day
    package var practitioner: PractitionerRules

    package init(effectiveFrom: Day, practitioner: PractitionerRules) {
        version = practitioner.version
        self.effectiveFrom = effectiveFrom
        self.practitioner = practitioner
    }

    /// A sentence for each invalid value; empty for a valid policy.
    package var faults: [String] {
        var faults = PolicyFaults()
        faults.require(
            practitioner.version == version,
            "practitioner.version must be the policy's, \(version), not \(practitioner.version)")
        faults.check("practitioner.contact", practitioner.contact)
        faults.check("practitioner.yearsAsSRO", practitioner.yearsAsSRO, 1...50)
        faults.check("practitioner.sroPositions", practitioner.sroPositions)
        faults.check("practitioner.schoolSafetyPositions", practitioner.schoolSafetyPositions)
        faults.check("practitioner.basicCourse", practitioner.basicCourse)
        faults.check("practitioner.basicMinutes", practitioner.basicMinutes, 1...60_000)
        faults.check("practitioner.advancedCourses", practitioner.advancedCourses)
        faults.check("practitioner.advancedMinutes", practitioner.advancedMinutes, 1...60_000)
        faults.check("practitioner.additionalMinutes", practitioner.additionalMinutes, 1...600_000)
        faults.check("practitioner.additionalMaximumAgeYears", practitioner.additionalMaximumAgeYears, 1...100)
        faults.check("practitioner.conferenceCourse", practitioner.conferenceCourse)
        return faults.sentences
    }
}
