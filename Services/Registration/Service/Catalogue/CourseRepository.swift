import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The tables of courses, their editions and sections (C1, C2).
struct CourseRepository: Sendable {
    let database: PostgresClient

    private static let courses = Columns<Course>(
        "code, title, kind, hours, aliases, audience_notice, \(PriceSchedule.stored), version"
    ) { row in
        Course(
            code: try row.next(), title: try row.next(), kind: try row.next(), hours: try row.next(),
            aliases: try row.next(), audienceNotice: try row.next(), prices: try row.next(PriceSchedule.stored),
            editions: [], version: try row.next())
    }

    /// A section's row, with the edition that it belongs to. An edition without sections has one row.
    private struct SectionRow {
        var course: CourseCode
        var edition: CourseEdition
        var section: CourseSection?
    }

    private static let sections = Columns<SectionRow>(
        "e.course_code, e.id, e.name, e.from_day, s.code, s.title, s.minutes"
    ) { row in
        let course: CourseCode = try row.next()
        let edition = CourseEdition(id: try row.next(), name: try row.next(), from: try row.next(), sections: [])
        let (code, title, minutes): (String?, String?, Int?) = (try row.next(), try row.next(), try row.next())
        var section: CourseSection?
        if let code, let title, let minutes { section = CourseSection(code: code, title: title, minutes: minutes) }
        return SectionRow(course: course, edition: edition, section: section)
    }

    /// Returns all courses in the order of the catalogue.
    func list() async throws -> [Course] { try await list(from: database) }

    func list(from source: any RowSource) async throws -> [Course] {
        try await read("true", from: source)
    }

    func find(_ code: CourseCode) async throws -> Course? { try await find(code, from: database) }

    func find(_ code: CourseCode, from source: any RowSource) async throws -> Course? {
        try await read("code = \(code)", from: source).first
    }

    /// Locks the course until the transaction ends.
    func lock(_ code: CourseCode, in unit: UnitOfWork) async throws -> Course? {
        try await read("code = \(code)", locking: true, from: unit.sql).first
    }

    /// Locks the courses that have approved prices from later days on.
    func lockWithPriceChanges(in unit: UnitOfWork) async throws -> [Course] {
        try await read("price_changes IS NOT NULL", locking: true, from: unit.sql)
    }

    /// Locks the courses that the topic does not have in their version: those that a migration inserted.
    func lockUnpublished(in unit: UnitOfWork) async throws -> [Course] {
        try await read("published_version < version", locking: true, from: unit.sql)
    }

    /// Records that the topic has these courses in their version.
    func markPublished(_ courses: [Course], in unit: UnitOfWork) {
        unit.sql.enqueue("UPDATE course SET published_version = version WHERE code = ANY(\(courses.map(\.code)))")
    }

    /// Returns the first other course that has one of these names, without regard to case; a name means one course
    /// (C1).
    func code(named names: [String], except code: CourseCode, in unit: UnitOfWork) async throws -> CourseCode? {
        try await unit.sql.read(
            .first(
                CourseCode.self,
                """
                SELECT code FROM course WHERE code <> \(code) AND EXISTS (
                    SELECT FROM unnest(aliases || code || title) AS own (name)
                    WHERE lower(own.name) IN (SELECT lower(name) FROM unnest(\(names)) AS asked (name)))
                ORDER BY position LIMIT 1
                """))
    }

    /// Inserts a course with its editions, as published.
    ///
    /// - Returns: false if there is a course with its code.
    func insert(_ course: Course, in unit: UnitOfWork) async throws -> Bool {
        let inserted = try await unit.sql.execute(
            """
            INSERT INTO course (code, title, kind, hours, aliases, audience_notice, \(PriceSchedule.stored), version,
                published_version)
            VALUES (\(course.code), \(course.title), \(course.kind), \(course.hours), \(course.aliases),
                \(course.audienceNotice), \(try course.prices.values), \(course.version), \(course.version))
            ON CONFLICT DO NOTHING
            """)
        guard inserted == 1 else { return false }
        for edition in course.editions { insert(edition, of: course.code, in: unit) }
        return true
    }

    /// Writes a locked course under its next version, as published. Inserts the editions that it did not have; the
    /// others are not written.
    ///
    /// - Returns: the course as it is stored.
    func save(_ course: Course, adding editions: [CourseEdition] = [], in unit: UnitOfWork) throws -> Course {
        var saved = course
        saved.version += 1
        unit.sql.enqueue(
            """
            UPDATE course SET title = \(course.title), hours = \(course.hours), aliases = \(course.aliases),
                audience_notice = \(course.audienceNotice), \(try course.prices.assignments),
                version = \(saved.version), published_version = \(saved.version)
            WHERE code = \(course.code) AND version = \(course.version)
            """)
        for edition in editions { insert(edition, of: course.code, in: unit) }
        return saved
    }

    /// Writes the prices of a locked course under its next version. The topic's content holds no prices, so a course
    /// whose content is published stays so.
    ///
    /// - Returns: the course as it is stored.
    func savePrices(_ course: Course, in unit: UnitOfWork) throws -> Course {
        var saved = course
        saved.version += 1
        unit.sql.enqueue(
            """
            UPDATE course SET \(try course.prices.assignments), version = \(saved.version),
                published_version = published_version + 1
            WHERE code = \(course.code) AND version = \(course.version)
            """)
        return saved
    }

    private func insert(_ edition: CourseEdition, of course: CourseCode, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO course_edition (id, course_code, name, from_day)
            VALUES (\(edition.id), \(course), \(edition.name), \(edition.from))
            """)
        unit.sql.enqueue(
            """
            INSERT INTO course_section (edition_id, position, code, title, minutes)
            SELECT \(edition.id), position, code, title, minutes
            FROM unnest(\(edition.sections.map(\.code)), \(edition.sections.map(\.title)),
                \(edition.sections.map(\.minutes))) WITH ORDINALITY AS section (code, title, minutes, position)
            """)
    }

    private func read(_ condition: Query, locking: Bool = false, from source: any RowSource) async throws -> [Course] {
        let (courses, rows) = try await source.read(
            Reading.all(
                Self.courses,
                """
                SELECT \(Self.courses) FROM course WHERE \(condition) ORDER BY position
                \(unsafe: locking ? "FOR UPDATE" : "")
                """),
            Reading.all(
                Self.sections,
                """
                SELECT \(Self.sections) FROM course_edition e LEFT JOIN course_section s ON s.edition_id = e.id
                WHERE e.course_code IN (SELECT code FROM course WHERE \(condition))
                ORDER BY e.course_code, e.from_day, s.position
                """))
        var editions: [CourseCode: [CourseEdition]] = [:]
        for row in rows {
            var known = editions[row.course] ?? []
            if known.last?.id != row.edition.id { known.append(row.edition) }
            if let section = row.section { known[known.count - 1].sections.append(section) }
            editions[row.course] = known
        }
        return courses.map { course in
            var course = course
            course.editions = editions[course.code] ?? []
            return course
        }
    }
}
