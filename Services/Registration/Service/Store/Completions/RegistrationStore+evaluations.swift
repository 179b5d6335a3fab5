import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// An attendee's answers (F2, F7).
struct EvaluationRecord: Hashable, Sendable {
    struct Rating: Hashable, Sendable {
        var person: PersonID
        var rating: Int
        var comment: String?
    }

    var registration: RegistrationID
    var offering: OfferingID
    var overall: Int
    var content: Int
    var instructor: Int
    var facility: Int
    var comment: String?
    var ratings: [Rating]
    var changedAt: Instant
    var version: Int
}

extension RegistrationStore {
    func evaluation(of registration: RegistrationID, from source: any RowSource) async throws -> EvaluationRecord? {
        let rows = try await source.query(
            """
            SELECT offering_id, overall, content, instructor, facility, comment, changed_at, version
            FROM evaluation WHERE registration_id = \(registration)
            """)
        guard let row = rows.first else { return nil }
        let (offering, overall, content, instructor, facility, comment, changedAt, version) = try row.decode(
            (OfferingID, Int, Int, Int, Int, String?, Instant, Int).self)
        let ratings = try await source.query(
            """
            SELECT person_id, rating, comment FROM evaluation_instructor
            WHERE registration_id = \(registration) ORDER BY person_id
            """
        ).map { row in
            let (person, rating, comment) = try row.decode((PersonID, Int, String?).self)
            return EvaluationRecord.Rating(person: person, rating: rating, comment: comment)
        }
        return EvaluationRecord(
            registration: registration, offering: offering, overall: overall, content: content, instructor: instructor,
            facility: facility, comment: comment, ratings: ratings, changedAt: changedAt, version: version)
    }

    /// Writes the answers, the first or corrected ones.
    ///
    /// - Returns: their version; 1 says that they are the first.
    func write(_ evaluation: EvaluationRecord, in unit: UnitOfWork) async throws -> Int {
        let id = evaluation.registration
        let rows = try await unit.sql.query(
            """
            INSERT INTO evaluation (registration_id, offering_id, overall, content, instructor, facility, comment,
                made_at, changed_at)
            VALUES (\(id), \(evaluation.offering), \(evaluation.overall), \(evaluation.content),
                \(evaluation.instructor), \(evaluation.facility), \(evaluation.comment), \(evaluation.changedAt),
                \(evaluation.changedAt))
            ON CONFLICT (registration_id) DO UPDATE SET overall = excluded.overall, content = excluded.content,
                instructor = excluded.instructor, facility = excluded.facility, comment = excluded.comment,
                changed_at = excluded.changed_at, version = evaluation.version + 1
            RETURNING version
            """)
        unit.sql.enqueue("DELETE FROM evaluation_instructor WHERE registration_id = \(id)")
        for rating in evaluation.ratings {
            unit.sql.enqueue(
                """
                INSERT INTO evaluation_instructor (registration_id, offering_id, person_id, rating, comment)
                VALUES (\(id), \(evaluation.offering), \(rating.person), \(rating.rating), \(rating.comment))
                """)
        }
        return try rows.first?.value(at: 0) ?? 1
    }
}
