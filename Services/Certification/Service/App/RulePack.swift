import CertificationDomain
import JSONTree
import Primitives
import ServiceKit

/// The rules of this service in their latest version: shown by `/v1/policies`, named in every decision.
struct RulePack: Sendable {
    private struct Version: RuleVersion {
        let version: String
        let effectiveFrom: Day
        let practitioner: PractitionerRules

        var faults: [String] {
            practitioner.version == version && practitioner.additionalMinutes > 0 && practitioner.yearsAsSRO > 0
                ? [] : ["its name or amounts do not fit together"]
        }
    }

    let version: String
    let practitioner: PractitionerRules
    let json: JSON

    /// - Throws: `RulePackFault`; a service with such a pack does not start.
    init(json5 text: String = RulePack.shipped) throws {
        let versions = try RuleVersions<Version>(json5: text)
        version = versions.latest.version
        practitioner = versions.latest.practitioner
        json = versions.shown[versions.shown.count - 1]
    }

    static let shipped = """
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
              conferenceCourse: "conference"                  // G9
            }
          }
        ]
        """
}
