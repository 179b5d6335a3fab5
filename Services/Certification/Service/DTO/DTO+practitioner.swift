import CertificationDomain
import JSONSchema
import JSONTree
import Primitives

/// One requirement as the applicant reads it: `{code, met, have, need, reason}`.
struct RequirementDTO: Codable, Sendable {
    let code: String
    let met: Bool
    let have: String
    let need: String
    let reason: String

    init(_ evaluation: RequirementEvaluation) {
        code = evaluation.code.rawValue
        met = evaluation.met
        have = evaluation.have
        need = evaluation.need
        reason = evaluation.reason
    }

    static let schema = Schema.ref(
        "Requirement",
        .object(
            .required("code", .string(enum: RequirementCode.self)),
            .required("met", .boolean),
            .required("have", .string()),
            .required("need", .string()),
            .required("reason", .string())))
}

/// Where a person stands on the way to National SRO Practitioner.
struct PractitionerProgress: Codable, Sendable {
    let requirements: [RequirementDTO]
    let rulePack: String
    let asOf: Day

    static let schema = Schema.ref(
        "PractitionerProgress",
        .object(
            .required("requirements", .array(RequirementDTO.schema)),
            .required("rulePack", .string()),
            .required("asOf", .date)))
}

/// Training that the applicant claims; hours in quarters.
struct CreditRequest: Codable, Sendable {
    let title: String
    let provider: String
    let subject: String
    let hours: Double
    let startsOn: Day
    let endsOn: Day
    let annual: Bool
    let agencyId: AgencyID?

    static let schema = Schema.ref(
        "CreditRequest",
        .object(
            .required("title", .name),
            .required("provider", .name),
            .required("subject", .name),
            .required("hours", .number(0.25...2000, multipleOf: 0.25)),
            .required("startsOn", .date),
            .required("endsOn", .date),
            .required("annual", .boolean),
            .optional("agencyId", .uuid)))
}

struct CreditDTO: Codable, Sendable {
    let id: CreditID
    let title: String
    let provider: String
    let subject: String
    let hours: Double
    let startsOn: Day
    let endsOn: Day
    let annual: Bool
    @Nullable var agencyId: AgencyID?
    let disposition: String
    @Nullable var reason: String?
    let version: Int

    init(_ record: PractitionerStore.CreditRecord) {
        let entry = record.entry
        id = entry.id
        title = entry.title
        provider = entry.provider
        subject = entry.subject
        hours = Double(entry.minutes) / 60
        startsOn = entry.startsOn
        endsOn = entry.endsOn
        annual = entry.annual
        agencyId = entry.agencyID
        disposition = entry.disposition.rawValue
        reason = record.reason
        version = record.version
    }

    static let schema = Schema.ref(
        "Credit",
        .object(
            .required("id", .uuid),
            .required("title", .name),
            .required("provider", .name),
            .required("subject", .name),
            .required("hours", .number),
            .required("startsOn", .date),
            .required("endsOn", .date),
            .required("annual", .boolean),
            .nullable("agencyId", .uuid),
            .required("disposition", .string(enum: Disposition.self)),
            .nullable("reason", .string()),
            .required("version", .integer(min: 1))))
}

struct DocumentDTO: Codable, Sendable {
    let name: String
    @Nullable var creditId: CreditID?
    let contentType: String
    let size: Int

    static let schema = Schema.ref(
        "Document",
        .object(
            .required("name", .string()),
            .nullable("creditId", .uuid),
            .required("contentType", .string()),
            .required("size", .integer(min: 0))))
}

/// An application with its credits and documents (G10).
struct PractitionerApplicationDTO: Codable, Sendable {
    let id: ApplicationID
    let personId: PersonID
    let status: String
    @Nullable var statement: String?
    @Nullable var submittedOn: Day?
    @Nullable var rulePack: String?
    @Nullable var question: String?
    @Nullable var outcomeReason: String?
    let createdAt: Instant
    let credits: [CreditDTO]
    let documents: [DocumentDTO]
    let version: Int

    init(_ dossier: PractitionerStore.Dossier) {
        let record = dossier.record
        id = record.id
        personId = record.personID
        status = record.status.rawValue
        statement = record.statement
        submittedOn = record.submittedOn
        rulePack = record.rulePack
        question = record.question
        outcomeReason = record.outcomeReason
        createdAt = record.createdAt
        credits = dossier.credits.map(CreditDTO.init)
        documents = dossier.documents.map {
            DocumentDTO(name: $0.name, creditId: $0.creditID, contentType: $0.contentType, size: $0.size)
        }
        version = record.version
    }

    static let schema = Schema.ref(
        "PractitionerApplication",
        .object(
            .required("id", .uuid),
            .required("personId", .uuid),
            .required("status", .string(enum: ApplicationState.self)),
            .nullable("statement", .text),
            .nullable("submittedOn", .date),
            .nullable("rulePack", .string()),
            .nullable("question", .text),
            .nullable("outcomeReason", .text),
            .required("createdAt", .dateTime),
            .required("credits", .array(CreditDTO.schema)),
            .required("documents", .array(DocumentDTO.schema)),
            .required("version", .integer(min: 1))))
}

struct ApplicationPatch: Codable, Sendable {
    let statement: String?

    static let schema = Schema.ref("PractitionerApplicationPatch", .object(.optional("statement", .text)))
}

struct DispositionRequest: Codable, Sendable {
    let disposition: String
    let reason: String

    static let schema = Schema.ref(
        "DispositionRequest",
        .object(
            .required("disposition", .string(enum: Disposition.self)), .required("reason", .name(maxLength: 1000))))
}

struct QuestionRequest: Codable, Sendable {
    let question: String

    static let schema = Schema.ref("QuestionRequest", .object(.required("question", .name(maxLength: 1000))))
}

struct DeterminationRequest: Codable, Sendable {
    enum Outcome: String, Codable, Sendable, CaseIterable {
        case approved
        case declined
    }

    let outcome: Outcome
    let reason: String

    static let schema = Schema.ref(
        "DeterminationRequest",
        .object(.required("outcome", .string(enum: Outcome.self)), .required("reason", .name(maxLength: 1000))))
}

/// A credential as everybody may know it: by ids, without a name.
struct CredentialDTO: Codable, Sendable {
    let id: CredentialID
    let personId: PersonID
    let kind: String
    let awardedOn: Day
    let status: String
    @Nullable var revokedOn: Day?
    let version: Int

    init(_ credential: PractitionerStore.Credential) {
        id = credential.id
        personId = credential.personID
        kind = credential.kind
        awardedOn = credential.awardedOn
        status = credential.revokedOn == nil ? "valid" : "revoked"
        revokedOn = credential.revokedOn
        version = credential.version
    }

    static let schema = Schema.ref(
        "Credential",
        .object(
            .required("id", .uuid),
            .required("personId", .uuid),
            .required("kind", .string(enum: ["practitioner"])),
            .required("awardedOn", .date),
            .required("status", .string(enum: ["valid", "revoked"])),
            .nullable("revokedOn", .date),
            .required("version", .integer(min: 1))))
}

struct ApprovedCourseRequest: Codable, Sendable {
    let title: String
    let provider: String
    let serves: ApprovedCourse.Serves
    let hours: Double
    let validFrom: Day
    let validTo: Day?

    static let schema = Schema.ref(
        "ApprovedCourseRequest",
        .object(
            .required("title", .name),
            .required("provider", .name),
            .required("serves", .string(enum: ApprovedCourse.Serves.self)),
            .required("hours", .number(0.25...2000, multipleOf: 0.25)),
            .required("validFrom", .date),
            .optional("validTo", .date)))
}

struct ApprovedCourseDTO: Codable, Sendable {
    let id: String
    let title: String
    let provider: String
    let serves: String
    let hours: Double
    let validFrom: Day
    @Nullable var validTo: Day?
    let version: Int

    init(_ record: PractitionerStore.ApprovedCourseRecord) {
        id = record.id
        title = record.course.title
        provider = record.course.provider
        serves = record.course.serves.rawValue
        hours = Double(record.course.minutes) / 60
        validFrom = record.course.validFrom
        validTo = record.course.validTo
        version = record.version
    }

    static let schema = Schema.ref(
        "ApprovedCourse",
        .object(
            .required("id", .uuid),
            .required("title", .name),
            .required("provider", .name),
            .required("serves", .string(enum: ApprovedCourse.Serves.self)),
            .required("hours", .number),
            .required("validFrom", .date),
            .nullable("validTo", .date),
            .required("version", .integer(min: 1))))
}
