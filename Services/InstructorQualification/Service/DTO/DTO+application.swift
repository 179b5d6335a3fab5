import InstructorQualificationDomain
import JSONSchema
import JSONTree
import Primitives

struct ReviewDTO: Codable, Sendable {
    let role: String
    let reviewerId: PersonID
    let recommendation: String
    let comment: String
    @Nullable var videoMinutes: Int?
    @Nullable var comparableExperienceAccepted: Bool?
    let at: Instant

    static let schema = Schema.ref(
        "Review",
        .object(
            .required("role", .string(enum: ReviewRole.self)),
            .required("reviewerId", .uuid),
            .required("recommendation", .string(enum: Recommendation.self)),
            .required("comment", .text),
            .nullable("videoMinutes", .integer),
            .nullable("comparableExperienceAccepted", .boolean),
            .required("at", .dateTime)))
}

struct InterviewDTO: Codable, Sendable {
    let at: Instant
    let interviewerId: PersonID
    @Nullable var recommendation: String?
    @Nullable var comment: String?

    static let schema = Schema.ref(
        "Interview",
        .object(
            .required("at", .dateTime),
            .required("interviewerId", .uuid),
            .nullable("recommendation", .string(enum: Recommendation.self)),
            .nullable("comment", .text)))
}

/// An application. Reviews and the interview's result are the reviewers' own; the applicant sees that they are there.
struct InstructorApplicationDTO: Codable, Sendable {
    let id: ApplicationID
    let personId: PersonID
    let status: String
    @Nullable var instructorCertification: CertificationDTO?
    @Nullable var degree: String?
    @Nullable var comparableExperience: String?
    @Nullable var trainingHours: Int?
    @Nullable var policiesVersionAccepted: String?
    @Nullable var videoUrl: String?
    let documents: [String]
    let reviews: [ReviewDTO]
    let reviewedBy: [String]
    @Nullable var interview: InterviewDTO?
    @Nullable var submittedOn: Day?
    @Nullable var rulePack: String?
    @Nullable var outcomeReason: String?
    let createdAt: Instant
    let version: Int
    @Nullable var candidateId: CandidateID?

    /// - Parameter forReviewer: whether comments and recommendations are shown.
    init(_ record: ApplicationStore.Record, forReviewer: Bool) {
        let evidence = record.application.evidence
        id = record.id
        personId = record.application.applicantID
        status = record.application.state.rawValue
        instructorCertification = evidence.certification.map(CertificationDTO.init)
        degree = evidence.degree
        comparableExperience = evidence.comparableExperience
        trainingHours = evidence.trainingHours
        policiesVersionAccepted = evidence.policiesVersionAccepted
        videoUrl = evidence.videoURL
        documents = record.documents
        reviews =
            forReviewer
            ? record.reviews.map {
                ReviewDTO(
                    role: $0.review.role.rawValue, reviewerId: $0.review.reviewerID,
                    recommendation: $0.review.recommendation.rawValue, comment: $0.comment,
                    videoMinutes: $0.review.videoMinutes,
                    comparableExperienceAccepted: $0.review.comparableExperienceAccepted, at: $0.at)
            } : []
        reviewedBy = record.reviews.map(\.review.role.rawValue)
        interview = record.interview.map {
            InterviewDTO(
                at: $0.interview.at, interviewerId: $0.interview.interviewerID,
                recommendation: forReviewer ? $0.interview.result?.rawValue : nil,
                comment: forReviewer ? $0.comment : nil)
        }
        submittedOn = record.submittedOn
        rulePack = record.rulePack
        outcomeReason = record.outcomeReason
        createdAt = record.createdAt
        version = record.version
        candidateId = record.candidateID
    }

    static let schema = Schema.ref(
        "InstructorApplication",
        .object(
            .required("id", .uuid),
            .required("personId", .uuid),
            .required("status", .string(enum: ApplicationState.self)),
            .nullable("instructorCertification", CertificationDTO.schema),
            .nullable("degree", .name),
            .nullable("comparableExperience", .text),
            .nullable("trainingHours", .integer),
            .nullable("policiesVersionAccepted", .string()),
            .nullable("videoUrl", .uri),
            .required("documents", .array(.string())),
            .required("reviews", .array(ReviewDTO.schema)),
            .required("reviewedBy", .array(.string(enum: ReviewRole.self))),
            .nullable("interview", InterviewDTO.schema),
            .nullable("submittedOn", .date),
            .nullable("rulePack", .string()),
            .nullable("outcomeReason", .text),
            .required("createdAt", .dateTime),
            .required("version", .integer(min: 1)),
            .nullable("candidateId", .uuid)))
}

struct WindowDTO: Codable, Sendable {
    let startedOn: Day
    let dueOn: Day

    static let schema = Schema.object(.required("startedOn", .date), .required("dueOn", .date))
}

/// Where a candidate is, what comes next, who acts, and by when.
struct CandidateDTO: Codable, Sendable {
    let id: CandidateID
    let personId: PersonID
    let stage: String
    let window: WindowDTO
    let overdue: Bool
    let suspended: Bool
    @Nullable var qiId: PersonID?
    let next: String
    let whoActs: String
    let version: Int

    init(_ record: CandidateStore.Record, on today: Day) {
        let step = record.stage.next(hasQualifyingInstructor: record.qualifyingInstructor != nil)
        id = record.id
        personId = record.personID
        stage = record.stage.rawValue
        window = WindowDTO(startedOn: record.window.startedOn, dueOn: record.window.dueOn)
        overdue = record.window.isOver(on: today)
        suspended = record.suspended
        qiId = record.qualifyingInstructor
        next = step.what
        whoActs = step.who
        version = record.version
    }

    static let schema = Schema.ref(
        "Candidate",
        .object(
            .required("id", .uuid),
            .required("personId", .uuid),
            .required("stage", .string(enum: CandidateStage.self)),
            .required("window", WindowDTO.schema),
            .required("overdue", .boolean),
            .required("suspended", .boolean),
            .nullable("qiId", .uuid),
            .required("next", .string()),
            .required("whoActs", .string()),
            .required("version", .integer(min: 1))))
}

struct DocumentDTO: Codable, Sendable {
    let kind: String
    let contentType: String
    let size: Int

    static let schema = Schema.ref(
        "Document",
        .object(
            .required("kind", .string()), .required("contentType", .string()), .required("size", .integer(min: 0))))
}
