import HTTP
import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain
import UseCases
import Web

/// The training calendar, readable by everybody (C5, C6, C7).
struct CalendarRoutes: Sendable {
    let calendar: CalendarRepository
    let classes: ShownClasses
    let courses: CourseRepository
    let policies: Policies

    init(_ parts: RegistrationParts) {
        calendar = CalendarRepository(database: parts.database)
        classes = ShownClasses(calendar) { try JSON.encode(OfferingDTO($0)) }
        courses = CourseRepository(database: parts.database)
        policies = parts.policies
    }

    var list: Operation {
        Operation(
            "Search the calendar, by starting day", access: .anyone,
            query: .paging + Self.searchQuery + [
                .query(
                    "query", .string(maxLength: 200),
                    "Beginnings of words of the title, the course's names and the place, at most ten. Every "
                        + "character that is neither a letter nor a digit separates words; a text without words is no "
                        + "condition."),
                .query("hasSeats", .boolean, "With a free seat, or without one."),
            ], answers: [.page(of: OfferingDTO.self).tagged]
        ) { call in
            var search = try search(call, limit: try call.limit())
            search.words = CalendarSearch.words(of: try call.query("query") ?? "")
            search.hasSeats = try call.query("hasSeats")
            return try await page(search, call)
        }
    }

    var upcoming: Operation {
        Operation(
            "List the next classes, for the home page", access: .anyone, query: .paging,
            answers: [.page(of: OfferingDTO.self).tagged]
        ) { call in
            let today = policies.associationDay(call.now)
            return try await page(
                CalendarSearch(from: today, today: today, limit: try call.query("limit") ?? 10), call)
        }
    }

    var feed: Operation {
        Operation(
            "Subscribe to the calendar as an iCalendar feed",
            description: "Classes by starting day, at most \(Self.feedLimit), then as many cancelled ones.",
            access: .anyone, query: Self.searchQuery, answers: [Answer.calendar.tagged]
        ) { call in
            let entries = try await calendar.entries(try search(call, limit: Self.feedLimit - 1))
            let courses = try await courses.list()
            let byCode = Dictionary(courses.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
            return .text("text/calendar", CalendarFeed.text(of: entries, byCode))
                .tagged(
                    by: courses.map { "\($0.code) \($0.version)" }
                        + entries.map { "\($0.offering.id) \($0.planVersion)" })
        }
    }

    var one: Operation {
        Operation("Show a class with its free seats", access: .anyone, answers: [.ok(OfferingDetailDTO.self)]) { call in
            Rule.keep(.C7)
            guard let detail = try await calendar.detail(of: try call.path("id")) else { throw NotFound() }
            return try .ok(OfferingDetailDTO(detail), version: detail.offering.version)
        }
    }

    private static let feedLimit = 5000

    private static let searchQuery: [Parameter] = [
        .query("state", .usState),
        .query("course", .string(minLength: 1, maxLength: 200), "A course's code, title or alias."),
        .query("from", .date, "The first starting day; without it, classes that are not over."),
        .query("to", .date, "The last starting day."), .query("country", .country),
    ]

    private func search(_ call: Call, limit: Int) throws -> CalendarSearch {
        let (from, to): (Day?, Day?) = (try call.query("from"), try call.query("to"))
        if let from, let to { try Self.require(from, notAfter: to, "to") }
        return CalendarSearch(
            state: try call.query("state"), country: try call.query("country"),
            course: try call.query("course", as: String.self), from: from, to: to,
            today: policies.associationDay(call.now), limit: limit)
    }

    /// Requires that a period's first day is not after its last one.
    ///
    /// - Throws: `Problem` 422 that points to this parameter.
    static func require(_ first: Day, notAfter last: Day, _ parameter: String) throws {
        guard first <= last else {
            throw Problem.unprocessable("/query/\(parameter)", "the first day is after the last")
        }
    }

    /// Returns the page behind the call's cursor. Its tag consists of the rows' versions, which change with their
    /// content.
    private func page(_ search: CalendarSearch, _ call: Call) async throws -> Response {
        var search = search
        if let (startsOn, id) = try call.cursor()?.values(Day.self, OfferingID.self) {
            search.after = CalendarSearch.Position(startsOn: startsOn, id: id)
        }
        let page = try await classes.page(search)
        let shown = page.prefix(search.limit)
        let next = page.count > search.limit ? shown.last.map { Cursor($0.startsOn, $0.id) } : nil
        return .page(ofEncoded: shown.map(\.json), next: next)
            .tagged(by: page.reduce(into: []) { $1.addVersion(to: &$0) })
    }
}
