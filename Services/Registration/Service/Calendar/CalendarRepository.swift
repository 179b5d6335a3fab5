import Postgres
import Primitives
import RegistrationDomain

/// The version in which a class is at present.
struct ClassVersion: Sendable {
    var id: OfferingID
    var version: Int
}

/// A class with what its page shows besides (C2, C7, C8).
struct ClassDetail: Sendable {
    var offering: Offering
    /// The host's equipment list.
    var equipment: [String]
    var hours: Double
    var audienceNotice: String?
    /// The name of the edition.
    var edition: String
}

/// A class in the calendar feed (C6).
struct CalendarEntry: Sendable {
    var offering: Offering
    /// The version and the time of the last change of its plan.
    var planVersion: Int
    var planChangedAt: Instant
}

/// The calendar's reads of offerings with their courses (C5, C6, C7). Its statements are measured at 50,000 classes.
struct CalendarRepository: Sendable {
    let database: PostgresClient

    private static let versions = Columns<ClassVersion>("id, version") { row in
        ClassVersion(id: try row.next(), version: try row.next())
    }

    private static let entries = Columns<CalendarEntry>(
        "\(OfferingRepository.offerings), plan_version, plan_changed_at"
    ) { row in
        CalendarEntry(
            offering: try row.next(OfferingRepository.offerings), planVersion: try row.next(),
            planChangedAt: try row.next())
    }

    private static let details = Columns<ClassDetail>(
        """
        \(OfferingRepository.offerings), equipment, (SELECT hours FROM course WHERE code = course_code),
        (SELECT audience_notice FROM course WHERE code = course_code),
        (SELECT name FROM course_edition e WHERE e.id = edition_id)
        """
    ) { row in
        ClassDetail(
            offering: try row.next(OfferingRepository.offerings), equipment: try row.next(), hours: try row.next(),
            audienceNotice: try row.next(), edition: try row.next())
    }

    /// Returns the versions of one page of classes by starting day, and one more if there is one (C5).
    func versions(_ search: CalendarSearch) async throws -> [ClassVersion] {
        try await page(search, Self.versions)
    }

    /// Returns the same page with its classes, as of one moment.
    func offerings(_ search: CalendarSearch) async throws -> [Offering] {
        try await page(search, OfferingRepository.offerings)
    }

    func offerings(_ ids: [OfferingID]) async throws -> [Offering] {
        try await database.read(
            .all(
                OfferingRepository.offerings,
                "SELECT \(OfferingRepository.offerings) FROM offering WHERE id = ANY(\(ids))"))
    }

    /// Returns a class with what its course says (C7), as of one moment.
    func detail(of id: OfferingID) async throws -> ClassDetail? {
        try await database.read(.first(Self.details, "SELECT \(Self.details) FROM offering WHERE id = \(id)"))
    }

    /// Returns the first classes that match, followed by the first cancelled ones.
    func entries(_ search: CalendarSearch) async throws -> [CalendarEntry] {
        var cancelled = search
        cancelled.status = .cancelled
        let (published, others) = try await database.read(
            Reading.all(Self.entries, search.select(Self.entries.list)),
            Reading.all(Self.entries, cancelled.select(Self.entries.list)))
        return published + others
    }

    private func page<Value>(_ search: CalendarSearch, _ columns: Columns<Value>) async throws -> [Value] {
        let rows = try await database.query(search.select(columns.list))
        return try columns.all(Array(rows.prefix(search.limit + 1)))
    }
}
