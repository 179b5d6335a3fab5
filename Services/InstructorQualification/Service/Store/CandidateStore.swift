import Contracts
import InstructorQualificationDomain
import JSONTree
import Messaging
import Postgres
import Primitives

/// Candidates on their way to instructor: stage, window, Qualifying Instructor, and the log of what was decided.
struct CandidateStore: Sendable {
    let database: PostgresClient

    struct Record: Sendable {
        let id: CandidateID
        let personID: PersonID
        let stage: CandidateStage
        let qualifyingInstructor: PersonID?
        let window: ProcessWindow
        let suspended: Bool
        let createdAt: Instant
        let version: Int

        var change: CandidateChange {
            CandidateChange(
                personId: personID, stage: Vocabulary.CandidateStage(rawValue: stage.rawValue) ?? .intern,
                dueOn: window.dueOn)
        }

        var state: CandidateState {
            CandidateState(
                personId: personID, stage: Vocabulary.CandidateStage(rawValue: stage.rawValue) ?? .intern,
                dueOn: window.dueOn, suspended: suspended)
        }
    }

    private static let columns: Query =
        "id, person_id, stage, qi_id, started_on, due_on, suspended, created_at, version"

    private static func record(_ row: Row) throws -> Record {
        let (id, person, stage, qi, started, due, suspended, created, version) = try row.decode(
            (
                CandidateID, PersonID, CandidateStage, PersonID?, Day, Day, Bool,
                Instant, Int
            ).self)
        return Record(
            id: id, personID: person, stage: stage, qualifyingInstructor: qi,
            window: ProcessWindow(startedOn: started, dueOn: due), suspended: suspended, createdAt: created,
            version: version)
    }

    func find(_ id: CandidateID) async throws -> Record? {
        try await database.query("SELECT \(Self.columns) FROM candidate WHERE id = \(id)").first.map(Self.record)
    }

    func locked(_ id: CandidateID, in sql: Transaction) async throws -> Record? {
        try await sql.query("SELECT \(Self.columns) FROM candidate WHERE id = \(id) FOR UPDATE").first.map(Self.record)
    }

    /// The person's own candidacy: the one in process, else the latest.
    func candidacy(of person: PersonID, from source: any RowSource) async throws -> Record? {
        try await source.query(
            """
            SELECT \(Self.columns) FROM candidate WHERE person_id IN (SELECT people_of(\(person)))
            ORDER BY created_at DESC, id DESC LIMIT 1
            """
        ).first.map(Self.record)
    }

    func list(after: (Instant, CandidateID)?, limit: Int) async throws -> [Record] {
        try await database.query(
            """
            SELECT \(Self.columns) FROM candidate
            WHERE (\(after?.0)::timestamptz IS NULL OR (created_at, id) > (\(after?.0), \(after?.1)))
            ORDER BY created_at, id LIMIT \(limit + 1)
            """
        ).map(Self.record)
    }

    /// The accepted applicant becomes an intern with a window (H12, H19).
    func begin(
        _ person: PersonID, application: ApplicationID, window: ProcessWindow, at: Instant, in unit: UnitOfWork
    ) async throws {
        let id = CandidateID.new()
        _ = try await unit.sql.execute(
            """
            INSERT INTO candidate (id, person_id, application_id, stage, started_on, due_on, created_at)
            VALUES (\(id), \(person), \(application), 'intern', \(window.startedOn), \(window.dueOn), \(at))
            """)
        let record = Record(
            id: id, personID: person, stage: .intern, qualifyingInstructor: nil, window: window, suspended: false,
            createdAt: at, version: 1)
        unit.publish(.candidateStaged, record.change, of: id, at: at)
        unit.setState(.candidate, record.state, of: id, at: at)
    }

    /// One Qualifying Instructor for the whole process; a reassignment keeps the history (H13).
    func assign(_ qi: PersonID, to record: Record, by: PersonID, at: Instant, in sql: Transaction) async throws {
        _ = try await sql.execute(
            "UPDATE candidate SET qi_id = \(qi), version = version + 1 WHERE id = \(record.id)")
        try await note("qualifyingInstructor", ["personId": .string(qi.description)], record.id, by, at, in: sql)
    }

    /// More time, logged with its reason (H19).
    func extend(
        _ record: Record, until day: Day, reason: String, by: PersonID, at: Instant, in unit: UnitOfWork
    ) async throws {
        _ = try await unit.sql.execute(
            "UPDATE candidate SET due_on = \(day), version = version + 1 WHERE id = \(record.id)")
        try await note(
            "extension", ["until": .string(day.description), "reason": .string(reason)], record.id, by, at,
            in: unit.sql)
        guard let extended = try await locked(record.id, in: unit.sql) else { return }
        unit.publish(.candidateExtended, extended.change, of: record.id, at: at)
        unit.setState(.candidate, extended.state, of: record.id, at: at)
    }

    private func note(
        _ what: String, _ detail: JSON, _ id: CandidateID, _ by: PersonID, _ at: Instant, in sql: Transaction
    ) async throws {
        _ = try await sql.execute(
            """
            INSERT INTO candidate_note (candidate_id, what, detail, noted_by, noted_at)
            VALUES (\(id), \(what), \(detail), \(by), \(at))
            """)
    }
}
