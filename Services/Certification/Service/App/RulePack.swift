package import CertificationDomain
import RulePacks

/// The versions of the practitioner programme's rules.
typealias RulePack = RulePacks.RulePack<CertificationPolicy>

extension CertificationPolicy: RuleVersion {
    /// To change an amount, copy this into a file, add a version with the day from which it counts, and name the file
    /// by `CERTIFICATION_RULE_PACK_FILE`.
    package static let shipped = """
        [
          {
            version: "2026.1",
            effectiveFrom: "2026-01-01",
            practitioner: {
              version: "2026.1",
              contact: "practitioner@muster.example",        // G12
              yearsAsSRO: 3,                                  // G1
              sroPositions: ["sro"],
              schoolSafetyPositions: ["sro", "sroSupervisor", "schoolSafety"],  // G2
              basicCourse: "basic-sro",                       // G3
              basicMinutes: 2400,
              ownBasicOnlyFrom: "2023-01-01",                 // G4, by application date
              advancedCourses: ["advanced-sro", "sro-management"],  // G5
              advancedMinutes: 1440,
              additionalMinutes: 9600,                        // G6: 160 hours
              secondAdvancedCounts: true,
              additionalMaximumAgeYears: 10,                  // G7
              conferenceCourse: "conference",                 // G9
            },
          },
        ]
        """
}
