import InstructorQualificationDomain
import JSONTree
import Primitives
import ServiceKit

/// The rules of this service in their latest version: shown by `/v1/policies`, named in every decision.
struct RulePack: Sendable {
    private struct Version: RuleVersion {
        let version: String
        let effectiveFrom: Day
        let instructor: InstructorRules

        var faults: [String] {
            instructor.version == version && instructor.processMonths > 0 && instructor.yearsAsSRO > 0
                ? [] : ["its name or amounts do not fit together"]
        }
    }

    let version: String
    let instructor: InstructorRules
    let json: JSON

    /// - Throws: `RulePackFault`; a service with such a pack does not start.
    init(json5 text: String = RulePack.shipped) throws {
        let versions = try RuleVersions<Version>(json5: text)
        version = versions.latest.version
        instructor = versions.latest.instructor
        json = versions.shown[versions.shown.count - 1]
    }

    static let shipped = """
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
              auditRecommendedBefore: "2016-01-01"  // H14
            }
          }
        ]
        """
}
