package import InstructorQualificationDomain
import RulePacks

/// The versions of the rules that instructor qualification decides by.
typealias RulePack = RulePacks.RulePack<InstructorQualificationPolicy>

extension InstructorQualificationPolicy: RuleVersion {
    /// The policy that ships with the service. To change an amount, copy it into a file, add a version with the day
    /// from which it counts, and name the file by `INSTRUCTOR_QUALIFICATION_RULE_PACK_FILE`.
    package static let shipped = """
        [
          {
            version: "2026.1",
            effectiveFrom: "2026-01-01",
            instructor: {
              version: "2026.1",
              contact: "training@muster.example",
              currentPositions: ["sro", "sroSupervisor", "schoolAdministrator"],  // H2
              yearsAsSRO: 3,                        // H2
              yearsAsCertifiedInstructor: 3,        // H3
              trainingHours: 40,                    // H4
              videoMinutes: 30,                     // H7
              policiesVersion: "2026",              // H8
              processMonths: 18,                    // H19
              warningDays: [90, 30, 7],             // H19
              auditRecommendedBefore: "2016-01-01", // H14
            },
          },
        ]
        """
}
