/// The requirements for National SRO Practitioner, by the ids of their rules.
package enum RequirementCode: String, Sendable, CaseIterable, Codable {
    case yearsAsSRO = "G1"
    case employedInSchoolSafety = "G2"
    case basicCourse = "G3"
    case ownBasicCourse = "G4"
    case advancedCourse = "G5"
    case additionalHours = "G6"
    case hoursNotTooOld = "G7"
    case annualTrainingOnce = "G8"
    case conference = "G9"
    case application = "G10"
}

/// How one requirement was judged: whether it is met, what the person has and needs, and the reason in a sentence.
package struct RequirementEvaluation: Hashable, Sendable {
    package let code: RequirementCode
    package let met: Bool
    package let have: String
    package let need: String
    package let reason: String

    package init(code: RequirementCode, met: Bool, have: String, need: String, reason: String) {
        self.code = code
        self.met = met
        self.have = have
        self.need = need
        self.reason = reason
    }
}
