import Contracts
import InstructorQualificationDomain
import JSONTree
import Messaging
import Postgres
import Primitives

extension ApplicationStore {
    /// - Throws: `PostgresError` (unique violation) while another application of the person is open.
    func create(_ id: ApplicationID, person: PersonID, at: Instant, in sql: Transaction) async throws {
        _ = try await sql.execute(
            """
            INSERT INTO instructor_application (id, person_id, status, created_at)
            VALUES (\(id), \(person), 'draft', \(at))
            """)
    }

    func save(_ evidence: Evidence, of id: ApplicationID, in sql: Transaction) async throws {
        _ = try await sql.execute(
            """
            UPDATE instructor_application SET certification = \(try evidence.certification.map { try JSON.of($0) }),
                degree = \(evidence.degree), comparable_experience = \(evidence.comparableExperience),
                training_hours = \(evidence.trainingHours), policies_version = \(evidence.policiesVersionAccepted),
                video_url = \(evidence.videoURL), version = version + 1
            WHERE id = \(id)
            """)
    }

    func submit(_ id: ApplicationID, judgement: Judgement, in sql: Transaction) async throws {
        _ = try await sql.execute(
            """
            UPDATE instructor_application SET status = 'submitted', submitted_on = \(judgement.date),
                rule_pack = \(judgement.rulePack), submitted_evaluations = \(try judgement.json()),
                version = version + 1
            WHERE id = \(id)
            """)
    }

    func put(_ review: Review, comment: String, on id: ApplicationID, at: Instant, in sql: Transaction) async throws {
        _ = try await sql.execute(
            """
            INSERT INTO review (application_id, role, reviewer_id, recommendation, comment, video_minutes,
                comparable_experience_accepted, reviewed_at)
            VALUES (\(id), \(review.role), \(review.reviewerID), \(review.recommendation), \(comment),
                \(review.videoMinutes), \(review.comparableExperienceAccepted), \(at))
            ON CONFLICT (application_id, role) DO UPDATE SET reviewer_id = excluded.reviewer_id,
                recommendation = excluded.recommendation, comment = excluded.comment,
                video_minutes = excluded.video_minutes,
                comparable_experience_accepted = excluded.comparable_experience_accepted,
                reviewed_at = excluded.reviewed_at
            """)
        try await touch(id, in: sql)
    }

    /// Plans the interview, or plans it anew; a result that was there is void with the old date.
    func plan(_ interview: Interview, of id: ApplicationID, in sql: Transaction) async throws {
        _ = try await sql.execute(
            """
            INSERT INTO interview (application_id, held_at, interviewer_id)
            VALUES (\(id), \(interview.at), \(interview.interviewerID))
            ON CONFLICT (application_id) DO UPDATE SET held_at = excluded.held_at,
                interviewer_id = excluded.interviewer_id, result = NULL, comment = NULL
            """)
        try await touch(id, in: sql)
    }

    func result(_ recommendation: Recommendation, comment: String, of id: ApplicationID, in sql: Transaction)
        async throws
    {
        _ = try await sql.execute(
            "UPDATE interview SET result = \(recommendation), comment = \(comment) WHERE application_id = \(id)")
        try await touch(id, in: sql)
    }

    func determine(
        _ id: ApplicationID, _ state: ApplicationState, reason: String, by: PersonID, at: Instant, in sql: Transaction
    ) async throws {
        _ = try await sql.execute(
            """
            UPDATE instructor_application SET status = \(state), outcome_reason = \(reason), decided_by = \(by),
                decided_at = \(at), version = version + 1
            WHERE id = \(id)
            """)
    }

    func put(_ content: [UInt8], type: String, as kind: String, of id: ApplicationID, at: Instant, in sql: Transaction)
        async throws
    {
        _ = try await sql.execute(
            """
            INSERT INTO application_document (application_id, kind, content_type, content, stored_at)
            VALUES (\(id), \(kind), \(type), \(content), \(at))
            ON CONFLICT (application_id, kind) DO UPDATE SET content_type = excluded.content_type,
                content = excluded.content, stored_at = excluded.stored_at
            """)
        try await touch(id, in: sql)
    }

    func document(_ kind: String, of id: ApplicationID) async throws -> (type: String, content: [UInt8])? {
        try await database.query(
            "SELECT content_type, content FROM application_document WHERE application_id = \(id) AND kind = \(kind)"
        ).first.map { row in
            let (type, content) = try row.decode((String, [UInt8]).self)
            return (type, content)
        }
    }

    private func touch(_ id: ApplicationID, in sql: Transaction) async throws {
        _ = try await sql.execute("UPDATE instructor_application SET version = version + 1 WHERE id = \(id)")
    }
}

/// What a submission rests on: the rule pack, the reference date and every requirement's outcome, kept with it.
struct Judgement: Sendable {
    let rulePack: String
    let date: Day
    let evaluations: [RequirementEvaluation]

    func json() throws -> JSON {
        try JSON.of(evaluations.map(RequirementDTO.init))
    }
}
