import InstructorQualificationDomain
import JSONSchema
import JSONTree
import Primitives

/// One requirement as the applicant reads it: `{code, met, reason, source}`.
struct RequirementDTO: Codable, Sendable {
    let code: String
    let met: Bool
    let reason: String
    let source: String

    init(_ evaluation: RequirementEvaluation) {
        code = evaluation.code.rawValue
        met = evaluation.met
        reason = evaluation.reason
        source = evaluation.source.rawValue
    }

    static let schema = Schema.ref(
        "Requirement",
        .object(
            .required("code", .string(enum: RequirementCode.self)),
            .required("met", .boolean),
            .required("reason", .string()),
            .required("source", .string(enum: RequirementEvaluation.Source.self))))
}

struct EligibilityDTO: Codable, Sendable {
    let requirements: [RequirementDTO]
    let rulePack: String
    let asOf: Day

    static let schema = Schema.ref(
        "Eligibility",
        .object(
            .required("requirements", .array(RequirementDTO.schema)),
            .required("rulePack", .string()),
            .required("asOf", .date)))
}

struct CertificationDTO: Codable, Sendable {
    let number: String
    let state: String
    let since: Day

    init(_ certification: InstructorCertification) {
        number = certification.number
        state = certification.state
        since = certification.since
    }

    var value: InstructorCertification { InstructorCertification(number: number, state: state, since: since) }

    static let schema = Schema.ref(
        "InstructorCertification",
        .object(
            .required("number", .name(maxLength: 50)),
            .required("state", .string(minLength: 2, maxLength: 2, pattern: "^[A-Z]{2}$")),
            .required("since", .date)))
}

/// A change of the application; what is absent stays as it is, what is null is taken back.
struct ApplicationPatch: Decodable, Sendable {
    let instructorCertification: Patched<CertificationDTO>
    let degree: Patched<String>
    let comparableExperience: Patched<String>
    let trainingHours: Patched<Int>
    let policiesVersionAccepted: Patched<String>
    let videoUrl: Patched<String>

    static let schema = Schema.ref(
        "InstructorApplicationPatch",
        .object(
            .optional("instructorCertification", CertificationDTO.schema),
            .optional("degree", .name),
            .optional("comparableExperience", .text),
            .optional("trainingHours", .integer(min: 0, max: 100_000)),
            .optional("policiesVersionAccepted", .name(maxLength: 50)),
            .optional("videoUrl", .string(maxLength: 2000, pattern: "^https?://[^ ]+$", format: .uri))))

    func applied(to evidence: Evidence) -> Evidence {
        var changed = evidence
        changed.certification = instructorCertification.map(\.value).applied(to: evidence.certification)
        changed.degree = degree.applied(to: evidence.degree)
        changed.comparableExperience = comparableExperience.applied(to: evidence.comparableExperience)
        changed.trainingHours = trainingHours.applied(to: evidence.trainingHours)
        changed.policiesVersionAccepted = policiesVersionAccepted.applied(to: evidence.policiesVersionAccepted)
        changed.videoURL = videoUrl.applied(to: evidence.videoURL)
        return changed
    }
}

struct ReviewRequest: Codable, Sendable {
    let role: ReviewRole
    let recommendation: Recommendation
    let comment: String
    let videoMinutes: Int?
    let comparableExperienceAccepted: Bool?

    static let schema = Schema.ref(
        "ReviewRequest",
        .object(
            .required("role", .string(enum: ReviewRole.self)),
            .required("recommendation", .string(enum: Recommendation.self)),
            .required("comment", .text),
            .optional("videoMinutes", .integer(min: 0, max: 10_000)),
            .optional("comparableExperienceAccepted", .boolean)))
}

struct InterviewRequest: Codable, Sendable {
    let at: Instant
    let interviewerId: PersonID

    static let schema = Schema.ref(
        "InterviewRequest", .object(.required("at", .dateTime), .required("interviewerId", .uuid)))
}

struct InterviewResultRequest: Codable, Sendable {
    let recommendation: Recommendation
    let comment: String

    static let schema = Schema.ref(
        "InterviewResult",
        .object(.required("recommendation", .string(enum: Recommendation.self)), .required("comment", .text)))
}

struct DeterminationRequest: Codable, Sendable {
    enum Outcome: String, Codable, Sendable, CaseIterable {
        case accepted
        case declined
    }

    let outcome: Outcome
    let reason: String

    static let schema = Schema.ref(
        "DeterminationRequest",
        .object(.required("outcome", .string(enum: Outcome.self)), .required("reason", .name(maxLength: 1000))))
}

struct QualifyingInstructorRequest: Codable, Sendable {
    let personId: PersonID

    static let schema = Schema.ref("QualifyingInstructor", .object(.required("personId", .uuid)))
}

struct ExtensionRequest: Codable, Sendable {
    let until: Day
    let reason: String

    static let schema = Schema.ref(
        "Extension", .object(.required("until", .date), .required("reason", .name(maxLength: 1000))))
}
