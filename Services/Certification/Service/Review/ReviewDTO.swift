import CertificationDomain
import JSONSchema
import Primitives
import Web

/// A reviewer's decision about claimed hours (G6).
struct DispositionDTO: WireType {
    var disposition: Disposition
    var reason: String

    static let constraints = Constraints(named: "DispositionRequest", [CodingKeys.reason: .name(maxLength: 1000)])
}

/// A reviewer's question to the applicant.
struct QuestionDTO: WireType {
    var question: String

    static let constraints = Constraints(named: "QuestionRequest", [CodingKeys.question: .name(maxLength: 1000)])
}

/// The decision about an application.
struct DeterminationDTO: WireType {
    var outcome: Determination
    var reason: String

    static let constraints = Constraints(named: "DeterminationRequest", [CodingKeys.reason: .name(maxLength: 1000)])
}
