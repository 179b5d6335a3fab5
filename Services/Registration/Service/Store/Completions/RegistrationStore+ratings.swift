import Contracts
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// F7: what is shown of evaluations, of a class and of each instructor, made anew step by step.
extension RegistrationStore {
    /// Who teaches the class, each under all of their identities: the lead instructor of now, and the people in its teaching seats.
    func teachers(of offering: Offering, from source: any RowSource) async throws -> Set<PersonID> {
        let rows = try await source.query(
            """
            SELECT people_of(id) FROM (
                SELECT person_id AS id FROM registration
                WHERE offering_id = \(offering.id) AND kind = 'staff' AND status IN ('pendingPayment', 'confirmed')
                UNION SELECT \(offering.leadInstructor)) AS teacher
            WHERE id IS NOT NULL
            """)
        return Set(try rows.map { try $0.value(at: 0, as: PersonID.self) })
    }

    /// Takes what an evaluation says anew into the steps of its class and of the instructors concerned, also of those whom it rates
    /// no more, and tells of an instructor whose step is done. The offering is locked.
    func step(
        _ evaluation: EvaluationRecord, after known: EvaluationRecord?, at instant: Instant, in unit: UnitOfWork
    ) async throws {
        let (id, offering) = (evaluation.registration, evaluation.offering)
        if !evaluation.saysTheSameOfClass(as: known) {
            let summary = try await summary(of: offering, from: unit.sql)
            _ = try await take(
                id, of: offering, subject: offering.description, answers: summary?.answers ?? 0,
                shown: { try .of(summary) }, at: instant, in: unit)
        }
        let changed = Set(evaluation.ratings).symmetricDifference(known?.ratings ?? []).map(\.person)
        let people = try await unit.sql.query(
            """
            SELECT DISTINCT coalesce(s.survivor_id, asked.id) AS person FROM unnest(\(changed)) AS asked (id)
            LEFT JOIN person_survivor s ON s.person_id = asked.id ORDER BY person
            """
        ).map { try $0.value(at: 0, as: PersonID.self) }
        for person in people {
            let ratings = try await ratings(of: person, in: offering, from: unit.sql)
            let isDue = try await take(
                id, of: offering, subject: person.description, answers: ratings.answers, shown: { try .of(ratings) },
                at: instant, in: unit)
            if isDue {
                unit.publish(
                    .evaluationAboutInstructor,
                    InstructorRatings(instructorId: person, answers: ratings.answers, average: ratings.average),
                    of: offering, at: instant)
            }
        }
    }

    private func take(
        _ evaluation: RegistrationID, of offering: OfferingID, subject: String, answers: Int, shown: () throws -> JSON,
        at instant: Instant, in unit: UnitOfWork
    ) async throws -> Bool {
        let known = try await unit.sql.query(
            "SELECT pending FROM evaluation_step WHERE offering_id = \(offering) AND subject = \(subject)::uuid"
        ).first?.value(at: 0, as: [RegistrationID].self)
        var batch = EvaluationBatch(pending: Set(known ?? []))
        let isDue = batch.add(evaluation, answers: answers, under: policy(at: instant))
        let made: JSON? = isDue ? try shown() : nil
        unit.sql.enqueue(
            """
            INSERT INTO evaluation_step (offering_id, subject, pending, shown)
            VALUES (\(offering), \(subject)::uuid, \(batch.pending.sorted()), \(made))
            ON CONFLICT (offering_id, subject) DO UPDATE SET pending = excluded.pending,
                shown = coalesce(excluded.shown, evaluation_step.shown)
            """)
        return isDue
    }

    /// What is shown of a class's evaluations: as they stood at the last step, beside how many there are now. Of people who were
    /// merged, what the most answers are in.
    func evaluationSummary(of offering: OfferingID) async throws -> EvaluationSummaryDTO {
        let answers =
            try await database.query("SELECT count(*) FROM evaluation WHERE offering_id = \(offering)").first?.value(
                at: 0, as: Int.self) ?? 0
        let shown: JSON? = try await database.query(
            """
            SELECT shown::text FROM evaluation_step
            WHERE offering_id = \(offering) AND subject = \(offering) AND shown IS NOT NULL
            """
        ).first?.value(at: 0)
        let instructors = try await database.query(
            """
            SELECT DISTINCT ON (person) coalesce(s.survivor_id, e.subject) AS person, shown::text
            FROM evaluation_step e LEFT JOIN person_survivor s ON s.person_id = e.subject
            WHERE offering_id = \(offering) AND subject <> offering_id AND shown IS NOT NULL
            ORDER BY person, (shown->>'answers')::integer DESC, e.subject
            """
        ).map { row in
            let (person, shown) = try row.decode((PersonID, JSON).self)
            var instructor = try shown.decoded(EvaluationSummaryDTO.Instructor.self)
            instructor.personId = person
            return instructor
        }
        let summary = try shown?.decoded(EvaluationSummary.self)
        return EvaluationSummaryDTO(
            answers: answers, shownAnswers: summary?.answers ?? 0, averages: summary?.averages,
            comments: summary?.comments ?? [], instructors: instructors)
    }

    /// The averages at present, in this transaction's view; the comments in an order that tells nothing of their writers.
    private func summary(of offering: OfferingID, from source: any RowSource) async throws -> EvaluationSummary? {
        let rows = try await source.query(
            """
            SELECT count(*), avg(overall)::float8, avg(content)::float8, avg(instructor)::float8,
                avg(facility)::float8, coalesce(array_agg(comment ORDER BY md5(comment))
                    FILTER (WHERE comment <> ''), '{}')
            FROM evaluation WHERE offering_id = \(offering) HAVING count(*) > 0
            """)
        return try rows.first.map { row in
            let (answers, overall, content, instructor, facility, comments) = try row.decode(
                (Int, Double, Double, Double, Double, [String]).self)
            return EvaluationSummary(
                answers: answers,
                averages: .init(overall: overall, content: content, instructor: instructor, facility: facility),
                comments: comments)
        }
    }

    /// The ratings of one instructor at present, whichever of their identities was rated.
    private func ratings(of person: PersonID, in offering: OfferingID, from source: any RowSource) async throws
        -> EvaluationSummaryDTO.Instructor
    {
        let rows = try await source.query(
            """
            SELECT count(*), coalesce(avg(rating), 0)::float8,
                coalesce(array_agg(comment ORDER BY md5(comment)) FILTER (WHERE comment <> ''), '{}')
            FROM evaluation_instructor e LEFT JOIN person_survivor s ON s.person_id = e.person_id
            WHERE offering_id = \(offering) AND coalesce(s.survivor_id, e.person_id) = \(person)
            """)
        let (answers, average, comments) = try rows.first?.decode((Int, Double, [String]).self) ?? (0, 0, [])
        return .init(personId: person, answers: answers, average: average, comments: comments)
    }
}

extension EvaluationRecord {
    func saysTheSameOfClass(as other: EvaluationRecord?) -> Bool {
        guard let other else { return false }
        return comment == other.comment && overall == other.overall && content == other.content
            && instructor == other.instructor && facility == other.facility
    }
}

/// A class's evaluations as they stood at a step.
struct EvaluationSummary: Codable, Sendable {
    var answers: Int
    var averages: EvaluationSummaryDTO.Averages
    var comments: [String]
}
