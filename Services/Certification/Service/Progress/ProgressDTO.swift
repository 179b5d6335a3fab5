import CertificationDomain
import JSONSchema
import Primitives
import Web

/// How a person meets one requirement, with the reason in a sentence.
struct RequirementDTO: WireType {
    var code: RequirementCode
    var met: Bool
    var have: String
    var need: String
    var reason: String

    static let constraints = Constraints(named: "Requirement")

    init(_ evaluation: RequirementEvaluation) {
        code = evaluation.code
        met = evaluation.met
        have = evaluation.have
        need = evaluation.need
        reason = evaluation.reason
    }
}

/// A person's progress toward National SRO Practitioner.
struct ProgressDTO: WireType {
    var requirements: [RequirementDTO]
    var rulePack: String
    var asOf: Day

    static let constraints = Constraints(named: "PractitionerProgress")

    init(_ progress: Progress) {
        requirements = progress.evaluations.map(RequirementDTO.init)
        rulePack = progress.rulePack
        asOf = progress.on
    }
}
