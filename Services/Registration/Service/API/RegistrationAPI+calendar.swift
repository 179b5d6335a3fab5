import HTTP
import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain
import UseCases
import Web

/// C5–C7: the calendar, as everybody reads it.
extension RegistrationAPI {
    var calendarEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/offerings", "Search the calendar, by starting day", access: .anyone,
                query: .paging + Self.planQuery + [
                    .query(
                        "query", .string(maxLength: 200),
                        "Beginnings of words of title, course and place, at most ten. Whatever is neither letter nor digit parts "
                            + "words; without any it is no condition."),
                    .query("hasSeats", .boolean, "With a free seat, or without one."),
                ], answers: [.page(of: OfferingDTO.schema).tagged]
            ) { call in
                var search = try search(call, limit: try call.limit())
                search.words = Self.words(try call.query("query") ?? "")
                search.hasSeats = try call.query("hasSeats")
                return try await page(search, call)
            },
            Endpoint(
                "GET", "/v1/offerings/upcoming", "The next classes, for the home page", access: .anyone,
                query: .paging, answers: [.page(of: OfferingDTO.schema).tagged]
            ) { call in
                let today = store.associationDay(call.now)
                return try await page(
                    CalendarSearch(from: today, today: today, limit: try call.query("limit") ?? 10), call)
            },
            Endpoint(
                "GET", "/v1/offerings.ics", "The calendar as an iCalendar feed",
                description:
                    "Classes by starting day, at most \(Self.feedLimit), and as many that were called off.",
                access: .anyone, query: Self.planQuery, answers: [Answer.calendar.tagged]
            ) { call in
                let entries = try await store.entries(try search(call, limit: Self.feedLimit - 1))
                let courses = try await store.courses(from: store.database)
                let known = Dictionary(courses.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
                return .text("text/calendar", CalendarFeed.text(of: entries, known))
                    .tagged(
                        by: courses.map { "\($0.code) \($0.version)" }
                            + entries.map { "\($0.offering.id) \($0.planVersion)" })
            },
            Endpoint(
                "GET", "/v1/offerings/{id}", "A class with its true seats", access: .anyone,
                answers: [.ok(OfferingDetailDTO.schema)]
            ) { call in
                guard let detail = try await store.detail(of: try call.path("id")) else { throw Problem.notFound }
                return try .ok(detail, version: detail.offering.version)
            },
        ]
    }

    private static let feedLimit = 5000

    private static let planQuery: [Parameter] = [
        .query("state", .usState),
        .query("course", .string(minLength: 1, maxLength: 200), "A course's code, title or alias."),
        .query("from", .date, "First starting day; without it, classes that are not over."),
        .query("to", .date, "Last starting day."), .query("country", .country),
    ]

    private func search(_ call: Call, limit: Int) throws -> CalendarSearch {
        let (from, to): (Day?, Day?) = (try call.query("from"), try call.query("to"))
        if let from, let to { try Self.refuse(from, after: to, "to") }
        return CalendarSearch(
            state: try call.query("state"), country: try call.query("country"),
            course: try call.query("course", as: String.self), from: from, to: to,
            today: store.associationDay(call.now), limit: limit)
    }

    /// A period's days in the wrong order are 422, with the name of one of them.
    static func refuse(_ from: Day, after to: Day, _ name: String) throws {
        guard from <= to else { throw Problem.unprocessable("/query/\(name)", "the first day is after the last") }
    }

    /// The page behind the call's cursor. A class's version counts whatever is shown of it, so the rows' versions tell the
    /// page's content apart.
    private func page(_ search: CalendarSearch, _ call: Call) async throws -> Response {
        var search = search
        search.after = try call.cursor()?.values(Day.self, OfferingID.self)
        let classes = try await store.shown(search)
        let shown = classes.prefix(search.limit)
        let next = classes.count > search.limit ? shown.last.map { Cursor($0.startsOn, $0.id) } : nil
        return .page(ofEncoded: shown.map(\.json), next: next)
            .tagged(by: classes.reduce(into: []) { $1.addVersion(to: &$0) })
    }

    /// The words of a text: letters with their marks, and digits. Taken scalar by scalar: a quote can hide in one character
    /// with a letter before it.
    private static func words(_ text: String) -> [String] {
        text.unicodeScalars.split { scalar in
            let properties = scalar.properties
            return !properties.isAlphabetic && properties.numericType == nil
                && ![.nonspacingMark, .spacingMark, .enclosingMark].contains(properties.generalCategory)
        }.prefix(10).map { String($0) }
    }
}
