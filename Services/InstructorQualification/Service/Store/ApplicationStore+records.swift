import InstructorQualificationDomain
import JSONTree
import Postgres
import Primitives

extension ApplicationStore {
    /// The applications that the condition names, in its order, with all that belongs to them: two round trips however many
    /// they are.
    func records(_ condition: Query, from source: any RowSource) async throws -> [Record] {
        let rows = try await source.query("SELECT \(Self.columns) FROM instructor_application \(condition)")
        guard !rows.isEmpty else { return [] }
        let ids = try rows.map { try $0.value(at: 0, as: ApplicationID.self) }
        let parts = try await source.batch([Self.documents(of: ids), Self.reviews(of: ids), Self.interviews(of: ids)])
        let documents = Dictionary(grouping: try parts[0].map(Self.document), by: \.application)
        let reviews = Dictionary(grouping: try parts[1].map(Self.review), by: \.application)
        let interviews = Dictionary(grouping: try parts[2].map(Self.interview), by: \.application)
        return try zip(ids, rows).map { id, row in
            try Self.record(
                row, documents: documents[id, default: []].map(\.kind), reviews: reviews[id, default: []].map(\.record),
                interview: interviews[id]?.first?.record)
        }
    }

    private static let columns: Query = """
        id, person_id, status, certification, degree, comparable_experience, training_hours,
        policies_version, video_url, submitted_on, rule_pack, outcome_reason, created_at, version,
        (SELECT candidate.id FROM candidate WHERE candidate.application_id = instructor_application.id)
            AS candidate_id
        """

    private static func record(
        _ row: Row, documents: [String], reviews: [ReviewRecord], interview: InterviewRecord?
    ) throws -> Record {
        let (
            id, person, status, certification, degree, experience, hours, policies, video, submitted, pack, outcome,
            created, version, candidate
        ) = try row.decode(
            (
                ApplicationID, PersonID, ApplicationState, JSON?, String?, String?, Int?, String?, String?, Day?,
                String?, String?, Instant, Int, CandidateID?
            ).self)
        let evidence = Evidence(
            certification: try certification?.decoded(), degree: degree, comparableExperience: experience,
            trainingHours: hours, policiesVersionAccepted: policies, videoURL: video,
            documents: Set(documents.compactMap(Evidence.Document.init)))
        return Record(
            id: id,
            application: Application(
                applicantID: person, state: status, evidence: evidence, reviews: reviews.map(\.review),
                interview: interview?.interview),
            reviews: reviews, interview: interview, documents: documents, submittedOn: submitted, rulePack: pack,
            outcomeReason: outcome, createdAt: created, version: version, candidateID: candidate)
    }

    private static func documents(of ids: [ApplicationID]) -> Query {
        "SELECT application_id, kind FROM application_document WHERE application_id = ANY(\(ids)) ORDER BY kind"
    }

    private static func document(_ row: Row) throws -> (application: ApplicationID, kind: String) {
        let (application, kind) = try row.decode((ApplicationID, String).self)
        return (application, kind)
    }

    private static func reviews(of ids: [ApplicationID]) -> Query {
        """
        SELECT application_id, role, reviewer_id, recommendation, comment, video_minutes,
            comparable_experience_accepted, reviewed_at
        FROM review WHERE application_id = ANY(\(ids)) ORDER BY reviewed_at, role
        """
    }

    private static func review(_ row: Row) throws -> (application: ApplicationID, record: ReviewRecord) {
        let (application, role, reviewer, recommendation, comment, minutes, accepted, at) = try row.decode(
            (ApplicationID, ReviewRole, PersonID, Recommendation, String, Int?, Bool?, Instant).self)
        let review = Review(
            role: role, reviewerID: reviewer, recommendation: recommendation, videoMinutes: minutes,
            comparableExperienceAccepted: accepted)
        return (application, ReviewRecord(review: review, comment: comment, at: at))
    }

    private static func interviews(of ids: [ApplicationID]) -> Query {
        """
        SELECT application_id, held_at, interviewer_id, result, comment FROM interview
        WHERE application_id = ANY(\(ids))
        """
    }

    private static func interview(_ row: Row) throws -> (application: ApplicationID, record: InterviewRecord) {
        let (application, at, interviewer, result, comment) = try row.decode(
            (ApplicationID, Instant, PersonID, Recommendation?, String?).self)
        return (
            application,
            InterviewRecord(interview: Interview(at: at, interviewerID: interviewer, result: result), comment: comment)
        )
    }
}
