import InstructorQualificationDomain
import JSONSchema
import Primitives

/// One requirement as the applicant reads it.
struct RequirementDTO: WireType {
    var code: RequirementCode
    var met: Bool
    var reason: String
    var source: RequirementEvaluation.Source

    static let constraints = Constraints(named: "Requirement")

    init(_ evaluation: RequirementEvaluation) {
        code = evaluation.code
        met = evaluation.met
        reason = evaluation.reason
        source = evaluation.source
    }
}

/// Each requirement's judgement on a day, with the version of the policy.
struct EligibilityDTO: WireType {
    var requirements: [RequirementDTO]
    var rulePack: String
    var asOf: Day

    static let constraints = Constraints(named: "Eligibility")

    init(_ submission: Application.Submission) {
        requirements = submission.evaluations.map(RequirementDTO.init)
        rulePack = submission.rulePack
        asOf = submission.day
    }
}
