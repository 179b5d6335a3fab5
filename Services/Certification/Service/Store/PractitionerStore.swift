import CertificationDomain
import Contracts
import JSONTree
import Messaging
import Postgres
import Primitives

/// Practitioner applications, credits, documents and credentials (G).
struct PractitionerStore: Sendable {
    let database: PostgresClient

    struct Record: Sendable {
        let id: ApplicationID
        let personID: PersonID
        let status: ApplicationState
        let statement: String?
        let rulePack: String?
        let submittedOn: Day?
        let question: String?
        let outcomeReason: String?
        let createdAt: Instant
        let version: Int
    }

    private static let columns: Query = """
        id, person_id, status, statement, rule_pack, submitted_on, question, outcome_reason, created_at, version
        """

    private static func record(_ row: Row) throws -> Record {
        let (id, person, status, statement, pack, submitted, question, outcome, created, version) = try row.decode(
            (ApplicationID, PersonID, ApplicationState, String?, String?, Day?, String?, String?, Instant, Int).self)
        return Record(
            id: id, personID: person, status: status, statement: statement, rulePack: pack, submittedOn: submitted,
            question: question, outcomeReason: outcome, createdAt: created, version: version)
    }

    func find(_ id: ApplicationID) async throws -> Record? {
        try await database.query("SELECT \(Self.columns) FROM practitioner_application WHERE id = \(id)")
            .first.map(Self.record)
    }

    func locked(_ id: ApplicationID, in sql: Transaction) async throws -> Record? {
        try await sql.query("SELECT \(Self.columns) FROM practitioner_application WHERE id = \(id) FOR UPDATE")
            .first.map(Self.record)
    }

    /// The person's application that counts for their progress: the latest that was not withdrawn.
    func latest(of person: PersonID) async throws -> Record? {
        try await database.query(
            """
            SELECT \(Self.columns) FROM practitioner_application
            WHERE person_id IN (SELECT people_of(\(person))) AND status <> 'withdrawn'
            ORDER BY created_at DESC, id DESC LIMIT 1
            """
        ).first.map(Self.record)
    }

    /// One page in the order of their making, at most `limit + 1`.
    func list(status: ApplicationState?, after: (Instant, ApplicationID)?, limit: Int) async throws -> [Record] {
        try await database.query(
            """
            SELECT \(Self.columns) FROM practitioner_application
            WHERE (\(status)::text IS NULL OR status = \(status))
              AND (\(after?.0)::timestamptz IS NULL OR (created_at, id) > (\(after?.0), \(after?.1)))
            ORDER BY created_at, id LIMIT \(limit + 1)
            """
        ).map(Self.record)
    }

    /// - Throws: `PostgresError` (unique violation) while another application of the person is open.
    func create(_ id: ApplicationID, person: PersonID, at: Instant, in sql: Transaction) async throws {
        _ = try await sql.execute(
            """
            INSERT INTO practitioner_application (id, person_id, status, created_at)
            VALUES (\(id), \(person), 'draft', \(at))
            """)
    }

    /// Writes a step's outcome; nil leaves a field as it is.
    func save(
        _ record: Record, status: ApplicationState, statement: String? = nil, question: String? = nil,
        submission: Judgement? = nil, decision: Judgement? = nil, reason: String? = nil, by: PersonID? = nil,
        at: Instant, in sql: Transaction
    ) async throws {
        _ = try await sql.execute(
            """
            UPDATE practitioner_application SET
                status = \(status), version = version + 1,
                statement = coalesce(\(statement), statement), question = coalesce(\(question), question),
                rule_pack = coalesce(\(submission?.rulePack ?? decision?.rulePack), rule_pack),
                submitted_on = coalesce(\(submission?.date), submitted_on),
                submitted_evaluations = coalesce(\(try submission?.json()), submitted_evaluations),
                decided_evaluations = coalesce(\(try decision?.json()), decided_evaluations),
                outcome_reason = coalesce(\(reason), outcome_reason), decided_by = coalesce(\(by), decided_by),
                decided_at = CASE WHEN \(by != nil) THEN \(at) ELSE decided_at END
            WHERE id = \(record.id)
            """)
    }
}

/// What a decision rests on: the rule pack, the reference date and every requirement's outcome, kept with it.
struct Judgement: Sendable {
    let rulePack: String
    let date: Day
    let evaluations: [RequirementEvaluation]

    func json() throws -> JSON {
        try JSON.of(evaluations.map(RequirementDTO.init))
    }
}

extension ApplicationState: PostgresCodable {}
extension Disposition: PostgresCodable {}
