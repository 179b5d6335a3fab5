import Contracts
import InstructorQualificationDomain
import JSONSchema
import Messaging
import Postgres
import Primitives

/// Instructor applications with their evidence, reviews and interview (H1–H12).
struct ApplicationStore: Sendable {
    let database: PostgresClient

    /// An application as the rules see it, with what its row says beside.
    struct Record: Sendable {
        let id: ApplicationID
        let application: Application
        let reviews: [ReviewRecord]
        let interview: InterviewRecord?
        let documents: [String]
        let submittedOn: Day?
        let rulePack: String?
        let outcomeReason: String?
        let createdAt: Instant
        let version: Int
        /// What came of its acceptance.
        let candidateID: CandidateID?
    }

    struct ReviewRecord: Sendable {
        let review: Review
        let comment: String
        let at: Instant
    }

    struct InterviewRecord: Sendable {
        let interview: Interview
        let comment: String?
    }

    func find(_ id: ApplicationID, from source: any RowSource, lock: Bool = false) async throws -> Record? {
        let rows = try await source.query(
            """
            SELECT id, person_id, status, certification, degree, comparable_experience, training_hours,
                policies_version, video_url, submitted_on, rule_pack, outcome_reason, created_at, version,
                (SELECT candidate.id FROM candidate WHERE candidate.application_id = instructor_application.id)
            FROM instructor_application WHERE id = \(id) \(unsafe: lock ? "FOR UPDATE" : "")
            """)
        guard let row = rows.first else { return nil }
        let (
            _, person, status, certification, degree, experience, hours, policies, video, submitted, pack, outcome,
            created, version, candidate
        ) = try row.decode(
            (
                ApplicationID, PersonID, ApplicationState, JSON?, String?, String?, Int?, String?, String?, Day?,
                String?, String?, Instant, Int, CandidateID?
            ).self)
        let documents = try await documents(of: id, from: source)
        let reviews = try await reviews(of: id, from: source)
        let interview = try await interview(of: id, from: source)
        let evidence = Evidence(
            certification: try certification?.decoded(InstructorQualificationDomain.InstructorCertification.self),
            degree: degree, comparableExperience: experience, trainingHours: hours, policiesVersionAccepted: policies,
            videoURL: video, documents: Set(documents.compactMap(Evidence.Document.init)))
        return Record(
            id: id,
            application: Application(
                applicantID: person, state: status, evidence: evidence, reviews: reviews.map(\.review),
                interview: interview?.interview),
            reviews: reviews, interview: interview, documents: documents, submittedOn: submitted, rulePack: pack,
            outcomeReason: outcome, createdAt: created, version: version, candidateID: candidate)
    }

    private func documents(of id: ApplicationID, from source: any RowSource) async throws -> [String] {
        try await source.query("SELECT kind FROM application_document WHERE application_id = \(id) ORDER BY kind")
            .map { try $0.value(at: 0) }
    }

    private func reviews(of id: ApplicationID, from source: any RowSource) async throws -> [ReviewRecord] {
        try await source.query(
            """
            SELECT role, reviewer_id, recommendation, comment, video_minutes, comparable_experience_accepted,
                reviewed_at
            FROM review WHERE application_id = \(id) ORDER BY reviewed_at, role
            """
        ).map { row in
            let (role, reviewer, recommendation, comment, minutes, accepted, at) = try row.decode(
                (ReviewRole, PersonID, Recommendation, String, Int?, Bool?, Instant).self)
            return ReviewRecord(
                review: Review(
                    role: role, reviewerID: reviewer, recommendation: recommendation, videoMinutes: minutes,
                    comparableExperienceAccepted: accepted),
                comment: comment, at: at)
        }
    }

    private func interview(of id: ApplicationID, from source: any RowSource) async throws -> InterviewRecord? {
        try await source.query(
            "SELECT held_at, interviewer_id, result, comment FROM interview WHERE application_id = \(id)"
        ).first.map { row in
            let (at, interviewer, result, comment) = try row.decode(
                (Instant, PersonID, Recommendation?, String?).self)
            return InterviewRecord(
                interview: Interview(at: at, interviewerID: interviewer, result: result), comment: comment)
        }
    }

    /// One page of ids in the order of their making, at most `limit + 1`; `of` narrows to one person.
    func list(of person: PersonID?, after: (Instant, ApplicationID)?, limit: Int) async throws -> [ApplicationID] {
        try await database.query(
            """
            SELECT id FROM instructor_application
            WHERE (\(person)::uuid IS NULL OR person_id IN (SELECT people_of(\(person))))
              AND (\(after?.0)::timestamptz IS NULL OR (created_at, id) > (\(after?.0), \(after?.1)))
            ORDER BY created_at, id LIMIT \(limit + 1)
            """
        ).map { try $0.value(at: 0) }
    }

    /// The person's application that counts for their eligibility: the open one, else the latest.
    func latest(of person: PersonID) async throws -> Record? {
        let rows = try await database.query(
            """
            SELECT id FROM instructor_application WHERE person_id IN (SELECT people_of(\(person)))
            ORDER BY created_at DESC, id DESC LIMIT 1
            """)
        guard let row = rows.first else { return nil }
        return try await find(try row.value(at: 0), from: database)
    }
}

extension ApplicationState: PostgresCodable {}
extension ReviewRole: PostgresCodable {}
extension Recommendation: PostgresCodable {}
extension InstructorQualificationDomain.CandidateStage: PostgresCodable {}
