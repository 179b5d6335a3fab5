import Contracts
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A completion as it stands (F1).
struct CompletionRecord: Hashable, Sendable {
    var id: CompletionID
    var person: PersonID
    var registration: RegistrationID?
    var offering: OfferingID?
    var course: CourseCode
    var edition: EditionID
    var hours: Double
    var completedOn: Day
    var isImported: Bool
    var isVoided = false
    var isEvaluated = false
    var voidReason: String?
    var version = 1
}

extension RegistrationStore {
    func completion(_ id: CompletionID, locking: Bool = false, from source: any RowSource) async throws
        -> CompletionRecord?
    {
        try await completions("c.id = \(id) \(unsafe: locking ? "FOR UPDATE OF c" : "")", from: source).first
    }

    /// The completion of a registration that stands.
    func completion(of registration: RegistrationID, from source: any RowSource) async throws -> CompletionRecord? {
        try await completions(
            "c.registration_id = \(registration) AND c.voided_at IS NULL FOR UPDATE OF c", from: source
        ).first
    }

    /// The completions that stand, by their registrations.
    func completions(of registrations: [RegistrationID], from source: any RowSource) async throws
        -> [RegistrationID: CompletionID]
    {
        let rows = try await source.query(
            """
            SELECT registration_id, id FROM completion
            WHERE registration_id = ANY(\(registrations)) AND voided_at IS NULL
            """)
        return try rows.reduce(into: [:]) { known, row in
            let (registration, completion) = try row.decode((RegistrationID, CompletionID).self)
            known[registration] = completion
        }
    }

    private func completions(_ condition: Query, from source: any RowSource) async throws -> [CompletionRecord] {
        try await source.query(
            """
            SELECT c.id, c.person_id, c.registration_id, c.offering_id, c.course_code, c.edition_id, c.hours,
                c.completed_on, c.imported, c.voided_at IS NOT NULL, e.registration_id IS NOT NULL, c.void_reason,
                c.version
            FROM completion c LEFT JOIN evaluation e ON e.registration_id = c.registration_id
            WHERE \(condition)
            """
        ).map { row in
            CompletionRecord(
                id: try row.value(at: 0), person: try row.value(at: 1), registration: try row.value(at: 2),
                offering: try row.value(at: 3), course: try row.value(at: 4), edition: try row.value(at: 5),
                hours: try row.value(at: 6), completedOn: try row.value(at: 7), isImported: try row.value(at: 8),
                isVoided: try row.value(at: 9), isEvaluated: try row.value(at: 10), voidReason: try row.value(at: 11),
                version: try row.value(at: 12))
        }
    }

    /// What completion asks about each registration of a locked offering.
    func completionCandidates(of offering: OfferingID, from source: any RowSource) async throws
        -> [RegistrationID: (candidate: CompletionCandidate, person: PersonID, isEvaluated: Bool)]
    {
        let rows = try await source.query(
            """
            SELECT r.id, r.person_id, r.kind, r.status,
                (SELECT count(*) FROM attendance a WHERE a.registration_id = r.id),
                EXISTS (SELECT FROM completion c WHERE c.registration_id = r.id AND c.voided_at IS NULL),
                EXISTS (SELECT FROM evaluation e WHERE e.registration_id = r.id)
            FROM registration r WHERE r.offering_id = \(offering) ORDER BY r.id
            """)
        return try rows.reduce(into: [:]) { candidates, row in
            let (id, person, kind, status, days, isCompleted, isEvaluated) = try row.decode(
                (RegistrationID, PersonID, RegistrationKind, RegistrationStatus, Int, Bool, Bool).self)
            candidates[id] = (
                CompletionCandidate(
                    registration: id, kind: kind, status: status, attendedDays: days, isCompleted: isCompleted),
                person, isEvaluated
            )
        }
    }

    func add(_ completion: CompletionRecord, by person: PersonID, at instant: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO completion (id, person_id, registration_id, offering_id, course_code, edition_id, hours,
                completed_on, imported, rule_pack, recorded_by, recorded_at)
            VALUES (\(completion.id), \(completion.person), \(completion.registration), \(completion.offering),
                \(completion.course), \(completion.edition), \(completion.hours), \(completion.completedOn),
                \(completion.isImported), \(policy(at: instant).version), \(person), \(instant))
            """)
        publishRecorded(completion, at: instant, in: unit)
    }

    func publishRecorded(_ completion: CompletionRecord, at instant: Instant, in unit: UnitOfWork) {
        unit.publish(.completionRecorded, CompletionChange(completion), of: completion.id, at: instant)
        unit.setState(.completion, CompletionState(completion), of: completion.id, at: instant)
    }

    func void(
        _ completion: CompletionRecord, reason: String, by person: PersonID, at instant: Instant, in unit: UnitOfWork
    ) {
        var voided = completion
        voided.isVoided = true
        unit.sql.enqueue(
            """
            UPDATE completion SET voided_by = \(person), voided_at = \(instant), void_reason = \(reason),
                version = version + 1
            WHERE id = \(completion.id)
            """)
        unit.publish(.completionVoided, CompletionChange(voided), of: voided.id, at: instant)
        unit.setState(.completion, CompletionState(voided), of: voided.id, at: instant)
    }
}
