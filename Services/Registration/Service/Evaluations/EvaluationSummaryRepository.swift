import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The subject of published averages: a class, or one of its instructors.
enum EvaluationSubject: Hashable, Sendable {
    case offering
    case instructor(PersonID)
}

/// The published averages of classes and instructors, and the evaluations that they do not include yet (F7).
struct EvaluationSummaryRepository: Sendable {
    let database: PostgresClient

    private static let classSummaries = Columns<ClassSummary>(
        """
        count(*), avg(overall)::float8, avg(content)::float8, avg(instructor)::float8, avg(facility)::float8,
        coalesce(array_agg(comment ORDER BY md5(comment)) FILTER (WHERE comment <> ''), '{}')
        """
    ) { row in
        ClassSummary(
            answers: try row.next(),
            averages: ClassAverages(
                overall: try row.next(), content: try row.next(), instructor: try row.next(),
                facility: try row.next()),
            comments: try row.next())
    }

    private static let ratingSummaries = Columns<RatingSummary>(
        """
        count(*), coalesce(avg(rating), 0)::float8,
        coalesce(array_agg(comment ORDER BY md5(comment)) FILTER (WHERE comment <> ''), '{}')
        """
    ) { row in
        RatingSummary(answers: try row.next(), average: try row.next(), comments: try row.next())
    }

    private static let instructors = Columns<InstructorSummary>("person, shown") { row in
        let person: PersonID = try row.next()
        let shown: JSON = try row.next()
        return InstructorSummary(person: person, ratings: try shown.decoded())
    }

    /// Returns the published averages with the number of evaluations at present. A person who was merged appears once,
    /// with the published ratings that include the most evaluations.
    func find(_ offering: OfferingID) async throws -> EvaluationSummary {
        let (answers, shown, instructors) = try await database.read(
            Reading.scalar(Int.self, "SELECT count(*) FROM evaluation WHERE offering_id = \(offering)"),
            Reading.first(
                JSON.self,
                """
                SELECT shown FROM evaluation_step
                WHERE offering_id = \(offering) AND subject = \(offering) AND shown IS NOT NULL
                """),
            Reading.all(
                Self.instructors,
                """
                SELECT \(Self.instructors) FROM (
                    SELECT DISTINCT ON (person) coalesce(s.survivor_id, e.subject) AS person, shown
                    FROM evaluation_step e LEFT JOIN person_survivor s ON s.person_id = e.subject
                    WHERE offering_id = \(offering) AND subject <> offering_id AND shown IS NOT NULL
                    ORDER BY person, (shown->>'answers')::integer DESC, e.subject) AS published
                """))
        return EvaluationSummary(answers: answers, published: try shown?.decoded(), instructors: instructors)
    }

    /// Returns the ids that survive the merges of persons, each once and in order (A5).
    func survivors(of people: Set<PersonID>, in unit: UnitOfWork) async throws -> [PersonID] {
        guard !people.isEmpty else { return [] }
        return try await unit.sql.read(
            .all(
                PersonID.self,
                """
                SELECT DISTINCT coalesce(s.survivor_id, rated.id) AS person
                FROM unnest(\(people.sorted())) AS rated (id)
                LEFT JOIN person_survivor s ON s.person_id = rated.id ORDER BY person
                """))
    }

    /// Reads the evaluations of a subject that its published averages do not include yet.
    func batch(of subject: EvaluationSubject, in offering: OfferingID) -> Reading<EvaluationBatch> {
        Reading<[RegistrationID]?>.first(
            [RegistrationID].self,
            """
            SELECT pending FROM evaluation_step
            WHERE offering_id = \(offering) AND subject = \(subject.id(in: offering))::uuid
            """
        ).map { EvaluationBatch(pending: Set($0 ?? [])) }
    }

    /// Reads the averages of a class at present; the comments are in an order that does not disclose their authors.
    func summary(of offering: OfferingID) -> Reading<ClassSummary?> {
        .first(
            Self.classSummaries,
            "SELECT \(Self.classSummaries) FROM evaluation WHERE offering_id = \(offering) HAVING count(*) > 0")
    }

    /// Reads the ratings of an instructor at present, under all of their identities.
    func ratings(of person: PersonID, in offering: OfferingID) -> Reading<RatingSummary> {
        .one(
            Self.ratingSummaries,
            """
            SELECT \(Self.ratingSummaries)
            FROM evaluation_instructor e LEFT JOIN person_survivor s ON s.person_id = e.person_id
            WHERE offering_id = \(offering) AND coalesce(s.survivor_id, e.person_id) = \(person)
            """)
    }

    /// Writes what a subject's published averages do not include yet, and the averages; nil leaves them as they are.
    func save(
        _ batch: EvaluationBatch, of subject: EvaluationSubject, in offering: OfferingID,
        publishing summary: (any Encodable & Sendable)?, in unit: UnitOfWork
    ) throws {
        let shown = try summary.map { try JSON.of($0) }
        unit.sql.enqueue(
            """
            INSERT INTO evaluation_step (offering_id, subject, pending, shown)
            VALUES (\(offering), \(subject.id(in: offering))::uuid, \(batch.pending.sorted()), \(shown))
            ON CONFLICT (offering_id, subject) DO UPDATE SET pending = excluded.pending,
                shown = coalesce(excluded.shown, evaluation_step.shown)
            """)
    }
}

extension EvaluationSubject {
    fileprivate func id(in offering: OfferingID) -> String {
        switch self {
        case .offering: offering.description
        case .instructor(let person): person.description
        }
    }
}
