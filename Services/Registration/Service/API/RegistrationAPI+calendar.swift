import HTTP
import JSONSchema
import Primitives
import RegistrationDomain
import ServiceKit

/// C5–C7: the calendar, as everybody reads it.
extension RegistrationAPI {
    var calendarEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/offerings", "Search the calendar, by starting day", access: .anyone,
                query: .paging + [
                    .query("state", .usState), .query("course", .string(minLength: 1, maxLength: 100)),
                    .query("from", .date, "First starting day; without it, classes that are not over."),
                    .query("to", .date, "Last starting day."), .query("country", .country),
                    .query("query", .string(maxLength: 200), "Words of title and place."), .query("hasSeats", .boolean),
                ], answers: [.page(of: OfferingDTO.schema)]
            ) { call in
                let limit = try call.limit()
                let offerings = try await store.search(try search(call, limit: limit))
                return try .ok(
                    Page(
                        offerings, limit: limit, item: OfferingDTO.init, cursor: { Cursor($0.startsOn, $0.id) }))
            },
            Endpoint(
                "GET", "/v1/offerings/upcoming", "The next classes, for the home page", access: .anyone,
                query: .paging, answers: [.page(of: OfferingDTO.schema)]
            ) { call in
                let today = store.associationDay(call.now)
                let limit = try call.query("limit") ?? 10
                let after = try call.cursor()?.values(Day.self, OfferingID.self)
                let offerings = try await store.search(
                    CalendarSearch(
                        from: today, today: today, after: after.map { (startsOn: $0.0, id: $0.1) }, limit: limit))
                return try .ok(
                    Page(
                        offerings, limit: limit, item: OfferingDTO.init, cursor: { Cursor($0.startsOn, $0.id) }))
            },
            Endpoint(
                "GET", "/v1/offerings.ics", "The calendar as an iCalendar feed", access: .anyone,
                query: [
                    .query("state", .usState), .query("country", .country), .query("course", .string(maxLength: 100)),
                ],
                answers: [.calendar]
            ) { call in
                let today = store.associationDay(call.now)
                let offerings = try await store.search(
                    CalendarSearch(
                        state: try call.query("state"), country: try call.query("country"),
                        course: try call.query("course", as: String.self), today: today, limit: 2000))
                return .text("text/calendar", CalendarFeed.text(of: offerings, at: call.now))
            },
            Endpoint(
                "GET", "/v1/offerings/{id}", "A class with its true seats", access: .anyone,
                answers: [.ok(OfferingDetailDTO.schema)]
            ) { call in
                let offering = try await offering(call)
                let course = try await store.course(offering.course, from: store.database)
                let details = try await store.details(of: offering.id, from: store.database)
                let dto = OfferingDetailDTO(
                    offering: OfferingDTO(offering), hours: course?.hours ?? 0,
                    edition: course?.editions.first { $0.id == offering.edition }?.name ?? offering.title,
                    audienceNotice: course?.audienceNotice, equipment: details?.equipment ?? [])
                return try .ok(dto, version: offering.version)
            },
            Endpoint(
                "GET", "/v1/offerings/{id}/quote", "What a registration of the caller would cost now, and why",
                access: .signedIn, answers: [.ok(QuoteDTO.schema)]
            ) { call in
                let principal = try call.signedIn()
                let offering = try await offering(call)
                let standing = try await store.standing(
                    of: principal.personID, on: store.associationDay(call.now), from: store.database)
                let award = try await store.award(for: standing.person, in: offering.id, from: store.database)
                return try .ok(
                    QuoteDTO(
                        store.quote(offering, kind: .regular, for: standing, award: award?.award, at: call.now)))
            },
        ]
    }

    private func search(_ call: Call, limit: Int) throws -> CalendarSearch {
        let after = try call.cursor()?.values(Day.self, OfferingID.self)
        return CalendarSearch(
            state: try call.query("state"), country: try call.query("country"),
            course: try call.query("course", as: String.self), from: try call.query("from"), to: try call.query("to"),
            today: store.associationDay(call.now),
            words: Self.words(try call.query("query") ?? ""), hasSeats: try call.query("hasSeats"),
            after: after.map { (startsOn: $0.0, id: $0.1) }, limit: limit)
    }

    /// The words of a text, letters and digits only, as the calendar's index knows them. Taken scalar by scalar: a quote can hide
    /// in one character with a letter before it.
    private static func words(_ text: String) -> [String] {
        text.unicodeScalars.split { !$0.properties.isAlphabetic && $0.properties.numericType == nil }.prefix(10)
            .map { String($0) }
    }
}
