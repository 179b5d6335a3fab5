import CertificationDomain
import Messaging
import Postgres
import Primitives

/// The table of approved courses of other providers (G3, G5).
struct ApprovedCourseRepository: Sendable {
    let database: PostgresClient

    private static let courses = Columns<ApprovedCourse>(
        "id, title, provider, serves, minutes, valid_from, valid_to, version"
    ) { row in
        ApprovedCourse(
            id: try row.next(), title: try row.next(), provider: try row.next(), serves: try row.next(),
            minutes: try row.next(), validity: try ApprovedCourse.Validity(from: row.next(), to: row.next()),
            version: try row.next())
    }

    /// Returns all courses, in the order of their titles.
    var all: Reading<[ApprovedCourse]> {
        .all(Self.courses, "SELECT \(Self.courses) FROM approved_course ORDER BY title, id")
    }

    /// Returns a page of the courses, in the order of their titles, and one more if there is one.
    func list(after: (String, ApprovedCourseID)?, limit: Int) async throws -> [ApprovedCourse] {
        try await database.read(
            .all(
                Self.courses,
                """
                SELECT \(Self.courses) FROM approved_course
                WHERE \(after?.0)::text IS NULL OR (title, id) > (\(after?.0), \(after?.1))
                ORDER BY title, id LIMIT \(limit + 1)
                """))
    }

    func insert(_ course: ApprovedCourse, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO approved_course (id, title, provider, serves, minutes, valid_from, valid_to, version)
            VALUES (\(course.id), \(course.title), \(course.provider), \(course.serves), \(course.minutes),
                \(course.validity.from), \(course.validity.to), \(course.version))
            """)
    }
}

extension ApprovedCourse.Serves: PostgresCodable {}
