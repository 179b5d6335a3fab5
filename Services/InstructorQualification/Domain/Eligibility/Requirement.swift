/// A requirement of an instructor's application, by the id of its rule.
package enum RequirementCode: String, Sendable, CaseIterable, Codable {
    case memberAndPractitioner = "H1"
    case positionAndYears = "H2"
    case certifiedInstructor = "H3"
    case trainingExperience = "H4"
    case education = "H5"
    case chiefLetter = "H6"
    case video = "H7"
    case policies = "H8"

    /// Whether the requirement must also be met on the day of acceptance, whatever held at the submission.
    package var holdsUntilAcceptance: Bool { self == .memberAndPractitioner || self == .positionAndYears }
}

/// The judgement of one requirement on one day.
package struct RequirementEvaluation: Hashable, Sendable {
    /// What the judgement is based on: other services' events, a document, or a reviewer who decides later.
    package enum Source: String, Sendable, CaseIterable, Codable {
        case automatic
        case document
        case reviewer
    }

    package let code: RequirementCode
    package let met: Bool
    /// A sentence for the applicant.
    package let reason: String
    package let source: Source

    package init(code: RequirementCode, met: Bool, reason: String, source: Source) {
        self.code = code
        self.met = met
        self.reason = reason
        self.source = source
    }
}

extension [RequirementEvaluation] {
    package var unmet: [RequirementEvaluation] { filter { !$0.met } }
}
