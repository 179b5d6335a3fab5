import InstructorQualificationDomain
import JSONTree
import Messaging
import Postgres
import Primitives

/// What belongs to applications in other tables.
struct ApplicationParts: Sendable {
    var applicantIDs: [ApplicationID: Set<PersonID>]
    var documents: [ApplicationID: Set<Evidence.Document>]
    var reviews: [ApplicationID: [Review]]
    var interviews: [ApplicationID: Interview]
}

extension ApplicationRepository {
    /// A row of another table with the application that it belongs to.
    private struct Part<Value: Sendable>: Sendable {
        var application: ApplicationID
        var value: Value
    }

    private static let applicantIDs = Columns<Part<PersonID>>("id, people_of(person_id)") { row in
        Part(application: try row.next(), value: try row.next())
    }

    private static let documents = Columns<Part<Evidence.Document>>("application_id, kind") { row in
        Part(application: try row.next(), value: try row.next())
    }

    private static let reviews = Columns<Part<Review>>(
        """
        application_id, role, reviewer_id, recommendation, comment, video_minutes, comparable_experience_accepted,
        reviewed_at
        """
    ) { row in
        Part(
            application: try row.next(),
            value: Review(
                role: try row.next(), reviewer: try row.next(), recommendation: try row.next(),
                comment: try row.next(), videoMinutes: try row.next(), comparableExperienceAccepted: try row.next(),
                at: try row.next()))
    }

    private static let interviews = Columns<Part<Interview>>(
        "application_id, held_at, interviewer_id, result, comment"
    ) { row in
        let application: ApplicationID = try row.next()
        var interview = Interview(at: try row.next(), interviewer: try row.next())
        let (recommendation, comment): (Recommendation?, String?) = (try row.next(), try row.next())
        if let recommendation, let comment {
            interview.result = Interview.Result(recommendation: recommendation, comment: comment)
        }
        return Part(application: application, value: interview)
    }

    /// Reads in one round trip what belongs to the applications.
    func parts(of ids: [ApplicationID], from source: any RowSource) async throws -> ApplicationParts {
        let (people, documents, reviews, interviews) = try await source.read(
            Reading.all(
                Self.applicantIDs, "SELECT \(Self.applicantIDs) FROM instructor_application WHERE id = ANY(\(ids))"),
            Reading.all(
                Self.documents,
                "SELECT \(Self.documents) FROM application_document WHERE application_id = ANY(\(ids))"),
            Reading.all(
                Self.reviews,
                """
                SELECT \(Self.reviews) FROM review WHERE application_id = ANY(\(ids)) ORDER BY reviewed_at, role
                """),
            Reading.all(
                Self.interviews, "SELECT \(Self.interviews) FROM interview WHERE application_id = ANY(\(ids))"))
        return ApplicationParts(
            applicantIDs: Self.grouped(people).mapValues(Set.init),
            documents: Self.grouped(documents).mapValues(Set.init), reviews: Self.grouped(reviews),
            interviews: Self.grouped(interviews).compactMapValues(\.first))
    }

    private static func grouped<Value>(_ parts: [Part<Value>]) -> [ApplicationID: [Value]] {
        Dictionary(grouping: parts, by: \.application).mapValues { $0.map(\.value) }
    }

    func save(_ review: Review, of id: ApplicationID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO review (application_id, role, reviewer_id, recommendation, comment, video_minutes,
                comparable_experience_accepted, reviewed_at)
            VALUES (\(id), \(review.role), \(review.reviewer), \(review.recommendation), \(review.comment),
                \(review.videoMinutes), \(review.comparableExperienceAccepted), \(review.at))
            ON CONFLICT (application_id, role) DO UPDATE SET reviewer_id = excluded.reviewer_id,
                recommendation = excluded.recommendation, comment = excluded.comment,
                video_minutes = excluded.video_minutes,
                comparable_experience_accepted = excluded.comparable_experience_accepted,
                reviewed_at = excluded.reviewed_at
            """)
    }

    func save(_ interview: Interview, of id: ApplicationID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO interview (application_id, held_at, interviewer_id, result, comment)
            VALUES (\(id), \(interview.at), \(interview.interviewer), \(interview.result?.recommendation),
                \(interview.result?.comment))
            ON CONFLICT (application_id) DO UPDATE SET held_at = excluded.held_at,
                interviewer_id = excluded.interviewer_id, result = excluded.result, comment = excluded.comment
            """)
    }
}

extension ApplicationStatus: PostgresCodable {}
extension Evidence.Document: PostgresCodable {}
extension ReviewRole: PostgresCodable {}
extension Recommendation: PostgresCodable {}

/// A requirement's judgement in a `jsonb` array.
struct StoredEvaluation: Codable {
    var code: RequirementCode
    var met: Bool
    var reason: String
    var source: RequirementEvaluation.Source

    static func json(_ evaluations: [RequirementEvaluation]?) throws -> JSON? {
        try evaluations.map { evaluations in
            try JSON.of(
                evaluations.map { StoredEvaluation(code: $0.code, met: $0.met, reason: $0.reason, source: $0.source) })
        }
    }

    static func evaluations(_ json: JSON) throws -> [RequirementEvaluation] {
        try json.decoded([StoredEvaluation].self).map {
            RequirementEvaluation(code: $0.code, met: $0.met, reason: $0.reason, source: $0.source)
        }
    }
}
