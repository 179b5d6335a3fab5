import FoundationEssentials
import InstructorQualificationDomain
import JSONSchema
import Primitives

/// The versioned rules of this service: read once at start, shown by `/v1/policies`, named in every decision.
struct RulePack: Sendable {
    let version: String
    let instructor: InstructorRules
    let json: JSON

    /// Reads and checks the pack; a pack that cannot be read stops the start.
    init(json5 text: String = RulePack.shipped) throws {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        let data = Data(text.utf8)
        let file = try decoder.decode(File.self, from: data)
        version = file.version
        instructor = file.instructor
        json = try decoder.decode(JSON.self, from: data)
        guard instructor.version == version, instructor.processMonths > 0, instructor.yearsAsSRO > 0 else {
            throw RulePackError(reason: "the pack's version or amounts do not fit together")
        }
    }

    private struct File: Decodable {
        let version: String
        let instructor: InstructorRules
    }

    static let shipped = """
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
            timeZone: "America/Chicago"
          }
        }
        """
}

struct RulePackError: Error, CustomStringConvertible {
    let reason: String
    var description: String { "the rule pack is not usable: \(reason)" }
}
