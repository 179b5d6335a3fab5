import Contracts
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

extension RegistrationStore {
    /// All courses in catalogue order, or those asked for, with editions and sections (C1, C2).
    func courses(_ codes: [CourseCode]? = nil, locking: Bool = false, from source: any RowSource) async throws
        -> [Course]
    {
        let condition: Query = codes.map { "WHERE code = ANY(\($0))" } ?? ""
        let rows = try await source.query(
            """
            SELECT code, title, kind, hours, aliases, audience_notice, price_member, price_non_member, price_early_bird,
                price_early_bird_until, version, price_changes::text
            FROM course \(condition) ORDER BY position \(unsafe: locking ? "FOR UPDATE" : "")
            """)
        guard !rows.isEmpty else { return [] }
        let editions = try await editions(from: source)
        return try rows.map { row in
            let (code, title, kind, hours, aliases, notice, member, nonMember, early, until, version, changes) =
                try row.decode(
                    (
                        CourseCode, String, OfferingKind, Double, [String], String?, Money, Money, Money?, Day?, Int,
                        JSON?
                    ).self)
            return Course(
                code: code, title: title, kind: kind, hours: hours, aliases: aliases, audienceNotice: notice,
                prices: try PriceSchedule(
                    PriceList(member: member, nonMember: nonMember, earlyBird: .init(early, until)), stored: changes),
                editions: editions[code] ?? [], version: version)
        }
    }

    func course(_ code: CourseCode, from source: any RowSource) async throws -> Course? {
        try await courses([code], from: source).first
    }

    private func editions(from source: any RowSource) async throws -> [CourseCode: [CourseEdition]] {
        let rows = try await source.query(
            """
            SELECT e.course_code, e.id, e.name, e.from_day, s.code, s.title, s.minutes
            FROM course_edition e LEFT JOIN course_section s ON s.edition_id = e.id
            ORDER BY e.course_code, e.from_day, s.position
            """)
        var editions: [CourseCode: [CourseEdition]] = [:]
        for row in rows {
            let (course, id, name, from, code, title, minutes) = try row.decode(
                (CourseCode, EditionID, String, Day, String?, String?, Int?).self)
            var known = editions[course] ?? []
            if known.last?.id != id { known.append(CourseEdition(id: id, name: name, from: from, sections: [])) }
            if let code, let title, let minutes {
                known[known.count - 1].sections.append(CourseSection(code: code, title: title, minutes: minutes))
            }
            editions[course] = known
        }
        return editions
    }

    /// Adds a course with its editions.
    ///
    /// - Returns: false when the code is taken.
    func add(_ course: Course, at instant: Instant, in unit: UnitOfWork) async throws -> Bool {
        let added = try await unit.sql.execute(
            """
            INSERT INTO course (code, title, kind, hours, aliases, audience_notice, price_member, price_non_member,
                price_early_bird, price_early_bird_until, published_version)
            VALUES (\(course.code), \(course.title), \(course.kind), \(course.hours), \(course.aliases),
                \(course.audienceNotice), \(course.prices.first.member), \(course.prices.first.nonMember),
                \(course.prices.first.earlyBird?.price), \(course.prices.first.earlyBird?.until), 1)
            ON CONFLICT DO NOTHING
            """)
        guard added == 1 else { return false }
        for edition in course.editions { add(edition, to: course.code, in: unit) }
        publishChange(of: course, at: instant, in: unit)
        return true
    }

    /// Writes a changed course; editions that it did not have are added, none is ever changed.
    func update(_ course: Course, newEditions: [CourseEdition], at instant: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE course SET title = \(course.title), hours = \(course.hours), aliases = \(course.aliases),
                audience_notice = \(course.audienceNotice), price_member = \(course.prices.first.member),
                price_non_member = \(course.prices.first.nonMember), price_early_bird = \(course.prices.first.earlyBird?.price),
                price_early_bird_until = \(course.prices.first.earlyBird?.until),
                price_changes = \(course.prices.stored), version = version + 1,
                published_version = version + 1
            WHERE code = \(course.code)
            """)
        for edition in newEditions { add(edition, to: course.code, in: unit) }
        publishChange(of: course, at: instant, in: unit)
    }

    private func publishChange(of course: Course, at instant: Instant, in unit: UnitOfWork) {
        unit.publish(.courseChanged, CourseContent(course), of: course.code, at: instant)
        unit.setState(.course, CourseContent(course), of: course.code, at: instant)
    }

    /// The names by which the calendar finds a course's classes (C5).
    static let courseWords: Query = "code || ' ' || title || ' ' || array_to_string(aliases, ' ')"

    /// Classes are found by their course's names and shown with its hours and notice: to their readers, that is a change of
    /// the class. They are locked in the order in which everybody locks several.
    func renewOfferings(of course: CourseCode, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE offering o SET version = version + 1,
                course_words = (SELECT \(Self.courseWords) FROM course WHERE code = \(course))
            FROM (SELECT id FROM offering WHERE course_code = \(course) ORDER BY id FOR UPDATE) AS locked
            WHERE o.id = locked.id
            """)
    }

    /// Another course that has one of these names; a name means one course (C1).
    func courseNamed(_ names: [String], except code: CourseCode, from source: any RowSource) async throws -> CourseCode?
    {
        try await source.query(
            """
            SELECT code FROM course WHERE code <> \(code) AND EXISTS (
                SELECT FROM unnest(aliases || code || title) AS own (name)
                WHERE lower(own.name) IN (SELECT lower(name) FROM unnest(\(names)) AS wish (name)))
            ORDER BY position LIMIT 1
            """
        ).first?.value(at: 0)
    }

    private func add(_ edition: CourseEdition, to course: CourseCode, in unit: UnitOfWork) {
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

    /// Publishes the courses that came with a migration; called at every start, does it once.
    func publishCatalogue(at instant: Instant) async throws {
        try await journal.update { unit in
            let rows = try await unit.sql.query(
                "SELECT code FROM course WHERE published_version < version ORDER BY code FOR UPDATE")
            let codes = try rows.map { try $0.value(at: 0, as: CourseCode.self) }
            guard !codes.isEmpty else { return }
            for course in try await courses(codes, from: unit.sql) { publishChange(of: course, at: instant, in: unit) }
            unit.sql.enqueue("UPDATE course SET published_version = version WHERE code = ANY(\(codes))")
        }
    }
}

extension PriceList.EarlyBird {
    /// From two nullable columns, which are set together.
    init?(_ price: Money?, _ until: Day?) {
        guard let price, let until else { return nil }
        self.init(price: price, until: until)
    }
}
