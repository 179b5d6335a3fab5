import CertificationDomain
import JSONSchema
import JSONTree
import Primitives
import Web

/// One line of the person's chart (F3).
struct CertificateChartItem: Codable, Sendable {
    let certificateId: CertificateID
    @Nullable var registrationId: RegistrationID?
    let courseCode: String
    let title: String
    let completedOn: Day
    let evaluation: String
    let status: String
    let downloadable: Bool
    let verificationCode: String

    static let schema = Schema.ref(
        "CertificateChartItem",
        .object(
            .required("certificateId", .uuid),
            .nullable("registrationId", .uuid),
            .required("courseCode", .code),
            .required("title", .name),
            .required("completedOn", .date),
            .required("evaluation", .string(enum: EvaluationStanding.self)),
            .required("status", .string(enum: CertificateStatus.self)),
            .required("downloadable", .boolean),
            .required("verificationCode", .string())))
}

/// A certificate after staff changed it.
struct CertificateDTO: Codable, Sendable {
    let id: CertificateID
    let personId: PersonID
    let completionId: CompletionID
    let courseCode: String
    let completedOn: Day
    let status: String
    let verificationCode: String
    let version: Int

    init(_ record: CertificateStore.Record) {
        id = record.id
        personId = record.personID
        completionId = record.completionID
        courseCode = record.courseCode
        completedOn = record.completedOn
        status = record.status.rawValue
        verificationCode = record.code
        version = record.version
    }

    static let schema = Schema.ref(
        "Certificate",
        .object(
            .required("id", .uuid),
            .required("personId", .uuid),
            .required("completionId", .uuid),
            .required("courseCode", .code),
            .required("completedOn", .date),
            .required("status", .string(enum: CertificateStatus.self)),
            .required("verificationCode", .string()),
            .required("version", .integer(min: 1))))
}

/// What the public sees of a certificate (F5).
struct CertificateVerification: Codable, Sendable {
    let code: String
    let name: String
    let courseCode: String
    let title: String
    let hours: Double
    let completedOn: Day
    let status: String
    @Nullable var supersededBy: String?

    static let schema = Schema.ref(
        "Verification",
        .object(
            .required("code", .string()),
            .required("name", .string()),
            .required("courseCode", .code),
            .required("title", .name),
            .required("hours", .number),
            .required("completedOn", .date),
            .required("status", .string(enum: CertificateStatus.self)),
            .nullable("supersededBy", .string())))
}

/// A staff decision with its reason.
struct ReasonDTO: Codable, Sendable {
    let reason: String

    static let schema = Schema.ref("Reason", .object(.required("reason", .name(maxLength: 1000))))
}
