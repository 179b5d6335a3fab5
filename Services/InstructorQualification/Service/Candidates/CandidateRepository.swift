import InstructorQualificationDomain
import JSONTree
import Messaging
import Postgres
import Primitives

/// The tables of candidates and of their history (H13–H21).
struct CandidateRepository: Sendable {
    let database: PostgresClient

    private static let candidates = Columns<Candidate>(
        """
        id, person_id, ARRAY(SELECT people_of(person_id)), application_id, stage, qi_id, started_on, due_on, suspended,
        created_at, version
        """
    ) { row in
        let (id, person): (CandidateID, PersonID) = (try row.next(), try row.next())
        return Candidate(
            id: id, person: person, personIDs: Set(try row.next(as: [PersonID].self)), application: try row.next(),
            stage: try row.next(), qualifyingInstructor: try row.next(),
            window: ProcessWindow(startedOn: try row.next(), dueOn: try row.next()), suspended: try row.next(),
            createdAt: try row.next(), version: try row.next())
    }

    func find(_ id: CandidateID) async throws -> Candidate? {
        try await database.read(
            .first(Self.candidates, "SELECT \(Self.candidates) FROM candidate WHERE id = \(id)"))
    }

    /// Returns the person's candidacy in process, or else their latest.
    func latest(of person: PersonID) async throws -> Candidate? {
        try await latest(of: person, from: database)
    }

    func latest(of person: PersonID, from source: any RowSource) async throws -> Candidate? {
        try await source.read(
            .first(
                Self.candidates,
                """
                SELECT \(Self.candidates) FROM candidate WHERE person_id IN (SELECT people_of(\(person)))
                ORDER BY created_at DESC, id DESC LIMIT 1
                """))
    }

    /// Returns a page of candidates by their time, and one more if there is one.
    func list(after: (Instant, CandidateID)?, limit: Int) async throws -> [Candidate] {
        let condition: Query = after.map { "(created_at, id) > (\($0.0), \($0.1))" } ?? "true"
        return try await database.read(
            .all(
                Self.candidates,
                """
                SELECT \(Self.candidates) FROM candidate WHERE \(condition) ORDER BY created_at, id LIMIT \(limit + 1)
                """))
    }

    /// Locks the candidate until the transaction ends (W1).
    func lock(_ id: CandidateID, in unit: UnitOfWork) async throws -> Candidate? {
        try await unit.sql.read(
            .first(Self.candidates, "SELECT \(Self.candidates) FROM candidate WHERE id = \(id) FOR UPDATE"))
    }

    /// - Throws: `CandidateRejection.alreadyInProcess` while another candidacy of the person is in process.
    func insert(_ candidate: Candidate, in unit: UnitOfWork) async throws {
        do {
            try await unit.sql.execute(
                """
                INSERT INTO candidate (id, person_id, application_id, stage, qi_id, started_on, due_on, suspended,
                    created_at, version)
                VALUES (\(candidate.id), \(candidate.person), \(candidate.application), \(candidate.stage),
                    \(candidate.qualifyingInstructor), \(candidate.window.startedOn), \(candidate.window.dueOn),
                    \(candidate.suspended), \(candidate.createdAt), \(candidate.version))
                """)
        } catch let error as PostgresError where error.constraint == "candidate_in_process" {
            throw CandidateRejection.alreadyInProcess
        }
    }

    /// Writes a locked candidate under its next version, with the note of its change.
    ///
    /// - Returns: the candidate as it is stored.
    func save(_ candidate: Candidate, noting note: CandidateNote, in unit: UnitOfWork) throws -> Candidate {
        var saved = candidate
        saved.version += 1
        unit.sql.enqueue(
            """
            UPDATE candidate SET stage = \(candidate.stage), qi_id = \(candidate.qualifyingInstructor),
                started_on = \(candidate.window.startedOn), due_on = \(candidate.window.dueOn),
                suspended = \(candidate.suspended), version = \(saved.version)
            WHERE id = \(candidate.id) AND version = \(candidate.version)
            """)
        let stored = StoredNote(note.subject)
        unit.sql.enqueue(
            """
            INSERT INTO candidate_note (candidate_id, what, detail, noted_by, noted_at)
            VALUES (\(candidate.id), \(stored.what), \(try JSON.of(stored)), \(note.by), \(note.at))
            """)
        return saved
    }
}

extension CandidateStage: PostgresCodable {}

/// What a note says, in a `jsonb` column.
struct StoredNote: Encodable {
    /// The column `what`.
    var what: String
    var personId: PersonID?
    var until: Day?
    var reason: String?

    private enum CodingKeys: CodingKey {
        case personId
        case until
        case reason
    }

    init(_ subject: CandidateNote.Subject) {
        switch subject {
        case .qualifyingInstructor(let person):
            what = "qualifyingInstructor"
            personId = person
        case .extended(let day, let reason):
            what = "extension"
            until = day
            self.reason = reason
        }
    }
}
