import CertificationDomain
import Postgres
import Primitives

/// A line of a person's chart of certificates (F3).
struct ChartLine: Hashable, Sendable {
    var certificate: CertificateID
    var registration: RegistrationID?
    var course: String
    var title: String
    var completedOn: Day
    var evaluation: EvaluationStanding
    var status: CertificateStatus
    var code: String
}

/// The certificates of a person with the titles of their courses and the state of their evaluations (F3).
struct ChartRepository: Sendable {
    let database: PostgresClient

    private static let lines = Columns<ChartLine>(
        """
        certificate.id, certificate.registration_id, certificate.course_code,
        coalesce(certificate.snapshot->>'courseTitle', course.title, certificate.course_code),
        certificate.completed_on, certificate.imported, evaluation.registration_id IS NOT NULL, certificate.status,
        certificate.code
        """
    ) { row in
        let (id, registration): (CertificateID, RegistrationID?) = (try row.next(), try row.next())
        let (course, title, completedOn): (String, String, Day) = (try row.next(), try row.next(), try row.next())
        let evaluation = EvaluationStanding(
            imported: try row.next(), registration: registration, isCompleted: try row.next())
        return ChartLine(
            certificate: id, registration: registration, course: course, title: title, completedOn: completedOn,
            evaluation: evaluation, status: try row.next(), code: try row.next())
    }

    /// Returns a page of the lines, the newest first, and one more if there is one. Superseded certificates are left
    /// out.
    func list(of person: PersonID, after: (Day, CertificateID)?, limit: Int) async throws -> [ChartLine] {
        try await database.read(
            .all(
                Self.lines,
                """
                SELECT \(Self.lines) FROM certificate
                LEFT JOIN course ON course.code = certificate.course_code
                LEFT JOIN evaluation ON evaluation.registration_id = certificate.registration_id
                WHERE certificate.person_id IN (SELECT people_of(\(person))) AND certificate.status <> 'superseded'
                    AND NOT EXISTS (SELECT FROM certificate AS successor WHERE successor.supersedes = certificate.id)
                    AND (\(after?.0)::date IS NULL
                        OR (certificate.completed_on, certificate.id) < (\(after?.0), \(after?.1)))
                ORDER BY certificate.completed_on DESC, certificate.id DESC LIMIT \(limit + 1)
                """))
    }
}
