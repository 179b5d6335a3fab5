import CertificationDomain
import FoundationEssentials
package import JSONSchema
import Primitives

/// The versioned rules of this service: read once at start, shown by `/v1/policies`, named in every decision.
package struct RulePack: Sendable {
    let version: String
    let practitioner: PractitionerRules
    package let json: JSON

    /// Reads and checks the pack; a pack that cannot be read stops the start.
    package init(json5 text: String = RulePack.shipped) throws {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        let data = Data(text.utf8)
        let file = try decoder.decode(File.self, from: data)
        version = file.version
        practitioner = file.practitioner
        json = try decoder.decode(JSON.self, from: data)
        guard practitioner.version == version, practitioner.additionalMinutes > 0, practitioner.yearsAsSRO > 0 else {
            throw RulePackError(reason: "the pack's version or amounts do not fit together")
        }
    }

    private struct File: Decodable {
        let version: String
        let practitioner: PractitionerRules
    }

    package static let shipped = """
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
        """
}

package struct RulePackError: Error, CustomStringConvertible {
    let reason: String
    package var description: String { "the rule pack is not usable: \(reason)" }
}
