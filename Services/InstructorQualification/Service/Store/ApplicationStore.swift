import Contracts
import InstructorQualificationDomain
import JSONTree
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
        try await records("WHERE id = \(id) \(unsafe: lock ? "FOR UPDATE" : "")", from: source).first
    }

    /// One page in the order of their making, at most `limit + 1`; `of` narrows to one person.
    func list(of person: PersonID?, after: (Instant, ApplicationID)?, limit: Int) async throws -> [Record] {
        try await records(
            """
            WHERE (\(person)::uuid IS NULL OR person_id IN (SELECT people_of(\(person))))
              AND (\(after?.0)::timestamptz IS NULL OR (created_at, id) > (\(after?.0), \(after?.1)))
            ORDER BY created_at, id LIMIT \(limit + 1)
            """, from: database)
    }

    /// The person's application that counts for their eligibility: the open one, else the latest.
    func latest(of person: PersonID) async throws -> Record? {
        try await records(
            """
            WHERE person_id IN (SELECT people_of(\(person))) ORDER BY created_at DESC, id DESC LIMIT 1
            """, from: database
        ).first
    }
}

extension ApplicationState: PostgresCodable {}
extension ReviewRole: PostgresCodable {}
extension Recommendation: PostgresCodable {}
extension CandidateStage: PostgresCodable {}
