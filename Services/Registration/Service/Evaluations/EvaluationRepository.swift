import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// What an evaluation is judged by.
struct EvaluationInput: Sendable {
    /// The attendee's evaluation until now.
    var previous: Evaluation?
    var attendedDays: Int
    /// The class's lead instructor and the persons with a teaching seat, each under all of their identities.
    var teachers: Set<PersonID>
}

/// The tables of evaluations and of their ratings of instructors (F2, F7).
struct EvaluationRepository: Sendable {
    let database: PostgresClient

    private static let evaluations = Columns<Evaluation>(
        "registration_id, offering_id, overall, content, instructor, facility, comment, changed_at, version"
    ) { row in
        Evaluation(
            registration: try row.next(), offering: try row.next(),
            answers: ClassRatings(
                overall: try row.next(), content: try row.next(), instructor: try row.next(),
                facility: try row.next()),
            comment: try row.next(), changedAt: try row.next(), version: try row.next())
    }

    private static let ratings = Columns<InstructorRating>("person_id, rating, comment") { row in
        InstructorRating(person: try row.next(), rating: try row.next(), comment: try row.next())
    }

    func find(_ registration: RegistrationID) async throws -> Evaluation? {
        try await find(registration, from: database)
    }

    func find(_ registration: RegistrationID, from source: any RowSource) async throws -> Evaluation? {
        let (evaluation, ratings) = try await source.read(Self.evaluation(registration), Self.ratings(registration))
        return Self.joined(evaluation, ratings)
    }

    /// Returns what an evaluation of a locked offering is judged by.
    func input(
        for registration: RegistrationID, in offering: Offering, in unit: UnitOfWork
    ) async throws -> EvaluationInput {
        let (evaluation, ratings, days, teachers) = try await unit.sql.read(
            Self.evaluation(registration), Self.ratings(registration),
            Reading.scalar(Int.self, "SELECT count(*) FROM attendance WHERE registration_id = \(registration)"),
            Reading.all(
                PersonID.self,
                """
                SELECT people_of(id) FROM (
                    SELECT person_id AS id FROM registration WHERE offering_id = \(offering.id) AND kind = 'staff'
                        AND status IN ('pendingPayment', 'confirmed')
                    UNION SELECT \(offering.leadInstructor)) AS teacher
                WHERE id IS NOT NULL
                """))
        return EvaluationInput(
            previous: Self.joined(evaluation, ratings), attendedDays: days, teachers: Set(teachers))
    }

    /// Writes an evaluation of a locked offering under its next version; version zero is inserted.
    ///
    /// - Returns: the evaluation as it is stored.
    func save(_ evaluation: Evaluation, in unit: UnitOfWork) -> Evaluation {
        var saved = evaluation
        saved.version += 1
        let (id, answers) = (evaluation.registration, evaluation.answers)
        unit.sql.enqueue(
            """
            INSERT INTO evaluation (registration_id, offering_id, overall, content, instructor, facility, comment,
                made_at, changed_at, version)
            VALUES (\(id), \(evaluation.offering), \(answers.overall), \(answers.content), \(answers.instructor),
                \(answers.facility), \(evaluation.comment), \(evaluation.changedAt), \(evaluation.changedAt),
                \(saved.version))
            ON CONFLICT (registration_id) DO UPDATE SET overall = excluded.overall, content = excluded.content,
                instructor = excluded.instructor, facility = excluded.facility, comment = excluded.comment,
                changed_at = excluded.changed_at, version = excluded.version
            WHERE evaluation.version = \(evaluation.version)
            """)
        unit.sql.enqueue("DELETE FROM evaluation_instructor WHERE registration_id = \(id)")
        for rating in evaluation.ratings {
            unit.sql.enqueue(
                """
                INSERT INTO evaluation_instructor (registration_id, offering_id, person_id, rating, comment)
                VALUES (\(id), \(evaluation.offering), \(rating.person), \(rating.rating), \(rating.comment))
                """)
        }
        return saved
    }

    private static func evaluation(_ registration: RegistrationID) -> Reading<Evaluation?> {
        .first(evaluations, "SELECT \(evaluations) FROM evaluation WHERE registration_id = \(registration)")
    }

    private static func ratings(_ registration: RegistrationID) -> Reading<[InstructorRating]> {
        .all(
            ratings,
            """
            SELECT \(ratings) FROM evaluation_instructor WHERE registration_id = \(registration) ORDER BY person_id
            """)
    }

    private static func joined(_ evaluation: Evaluation?, _ ratings: [InstructorRating]) -> Evaluation? {
        guard var evaluation else { return nil }
        evaluation.ratings = ratings
        return evaluation
    }
}
