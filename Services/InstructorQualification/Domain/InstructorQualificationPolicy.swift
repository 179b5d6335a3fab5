package import Primitives

/// The rules that instructor qualification decides by: one version of the rule pack.
///
/// The service reads it from its rule pack and passes it to every decision. The version is recorded with the decision.
package struct InstructorQualificationPolicy: Hashable, Sendable, Codable {
    package var version: String
    /// The first day of this version, in the association's time zone.
    package var effectiveFrom: Day
    package var instructor: InstructorRules

    package init(effectiveFrom: Day, instructor: InstructorRules) {
        version = instructor.version
        self.effectiveFrom = effectiveFrom
        self.instructor = instructor
    }

    /// What is invalid in the values, one sentence a fault; empty for a valid policy.
    package var faults: [String] {
        var faults = PolicyFaults()
        faults.require(
            instructor.version == version,
            "instructor.version must be the policy's, \(version), not \(instructor.version)")
        faults.check("instructor.contact", instructor.contact)
        faults.check("instructor.currentPositions", instructor.currentPositions)
        faults.check("instructor.yearsAsSRO", instructor.yearsAsSRO, 1...50)
        faults.check("instructor.yearsAsCertifiedInstructor", instructor.yearsAsCertifiedInstructor, 0...50)
        faults.check("instructor.trainingHours", instructor.trainingHours, 0...10_000)
        faults.check("instructor.videoMinutes", instructor.videoMinutes, 0...600)
        faults.check("instructor.policiesVersion", instructor.policiesVersion)
        faults.check("instructor.processMonths", instructor.processMonths, 1...120)
        faults.check("instructor.warningDays", instructor.warningDays, each: 1...3660)
        return faults.sentences
    }
}
