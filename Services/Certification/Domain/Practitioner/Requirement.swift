/// The requirements of the National SRO Practitioner, by the ids of their rules.
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

/// One requirement judged on one day: whether it is met, how far the person is, and why, in one readable sentence.
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

/// Minutes as people read hours: `159.5 hours`, `1 hour`.
package func hoursText(_ minutes: Int) -> String {
    let hours = minutes / 60
    let hundredths = minutes % 60 * 100 / 60
    var text = "\(hours)"
    if hundredths != 0 {
        text += ".\(hundredths < 10 ? "0" : "")\(hundredths)"
        if text.hasSuffix("0") { text.removeLast() }
    }
    return minutes == 60 ? "1 hour" : "\(text) hours"
}
