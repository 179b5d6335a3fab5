import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// C5: the calendar's search by words.
@Suite struct CalendarWordsTests {
    private static func ids(_ reply: Reply) -> [String] {
        reply.json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { "%" + String(Int($0) + 256, radix: 16).dropFirst() }.joined()
    }

    private static func named(_ name: String, state: String = "IL") -> [String: JSON] {
        let venue = (RegistrationFixture.venue.object ?? [:]).merging(["name": .string(name), "state": .string(state)])
        {
            $1
        }
        return ["venue": .object(venue)]
    }

    /// Returns all pages of a search, each of this many classes.
    private static func pages(_ query: String, of limit: Int, _ fixture: RegistrationFixture) async throws -> [String] {
        var (found, next): ([String], String) = ([], "")
        repeat {
            let page = try await fixture.send("GET", "/v1/offerings?\(query)&limit=\(limit)\(next)")
            #expect(ids(page).count <= limit)
            found += ids(page)
            next = page.json["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
        } while !next.isEmpty
        return found
    }

    @Test func `C5: words with all other filters find, page by page, the classes that a full scan finds, in order`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        // More words begin with h than the statement follows.
        let words = (0..<45).map { "h\($0)all" } + ["hall", "Halle", "north", "Zürich", "West-End"]
        for number in 0..<120 {
            let day = Day("2026-03-10")?.adding(days: number * 7 % 25).description ?? ""
            let name = "\(words[number % words.count]) \(words[45 + number * 11 / 3 % 5])"
            let course = ["basic-sro", "cpted"][number % 2]
            let id = try await fixture.offering(
                course: course, capacity: 1, from: day, to: day,
                more: Self.named(name, state: ["IL", "AL", "WY"][number % 3]))
            if number.isMultiple(of: 5) { _ = try await fixture.register(Caller(), id) }
        }
        let queries = [
            "h", "hall", "halle", "north hall", "zurich", "end", "west h4", "h1 h2", "nowhere", "hall nowhere",
            "basic spring",
            "cpted environmental h3", "il", "us h",
        ]
        let others: [(text: String, sql: String)] = [
            ("", "true"), ("state=WY", "state = 'WY'"), ("course=cpted", "course_code = 'cpted'"),
            ("hasSeats=false&state=IL", "seats_taken = capacity AND state = 'IL'"),
            ("from=2026-03-15&to=2026-03-20", "starts_on BETWEEN '2026-03-15' AND '2026-03-20'"),
        ]
        for query in queries {
            for other in others {
                let rows = try await fixture.database.query(
                    """
                    SELECT id::text FROM offering WHERE search @@ (
                        SELECT to_tsquery('simple', string_agg('''' || calendar_words(word) || ''':*', ' & '))
                        FROM unnest(\(query.split(separator: " ").map { String($0) })) AS word)
                        AND \(unsafe: other.sql) ORDER BY starts_on, id
                    """)
                let expected = try rows.map { try $0.value(at: 0, as: String.self) }
                let asked = "query=\(Self.escaped(query))&\(other.text)"
                for limit in [7, 50] {
                    #expect(
                        try await Self.pages(asked, of: limit, fixture) == expected, "\(query) \(other.text) \(limit)")
                }
            }
        }
    }

    @Test func `C5: a changed class is found by its new words and day at once, and no longer by the old ones`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let id = try await fixture.offering(more: Self.named("Old Mill"))
        let other = try await fixture.offering(from: "2026-04-20", to: "2026-04-24", more: Self.named("Old Barn"))
        func found(_ query: String) async throws -> [String] {
            Self.ids(try await fixture.send("GET", "/v1/offerings?query=\(query)"))
        }
        #expect(try await found("old") == [id, other])
        let moved = try await fixture.send(
            "PATCH", "/v1/offerings/\(id)", as: fixture.staff, ["startsOn": "2026-05-04", "endsOn": "2026-05-08"])
        #expect(moved.status == 200, "\(moved.text)")
        #expect(try await found("old") == [other, id])
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?query=mill&to=2026-04-30")) == [])
        let renamed = try await fixture.send(
            "PATCH", "/v1/offerings/\(id)", as: fixture.staff, .object(Self.named("New Barn")))
        #expect(renamed.status == 200, "\(renamed.text)")
        #expect(try await found("mill") == [])
        #expect(try await found("barn") == [other, id])
        _ = try await fixture.send("PATCH", "/v1/courses/basic-sro", as: fixture.staff, ["aliases": ["Foundations"]])
        #expect(try await found("found") == [other, id])
        let cancelled = try await fixture.send(
            "POST", "/v1/offerings/\(other)/cancellation", as: fixture.staff, ["reason": "The barn burnt down."])
        #expect(cancelled.status == 200, "\(cancelled.text)")
        #expect(try await found("barn") == [id])
    }

    @Test(arguments: ["%", "*", "_", "  ", "?!", "\u{345}", "%_\u{300}"])
    func `C5: text without a letter or digit is no condition`(text: String) async throws {
        let fixture = try await RegistrationFixture()
        let id = try await fixture.offering()
        let second = try await fixture.offering(
            from: "2026-05-04", to: "2026-05-04", more: Self.named("Hall", state: "WY"))
        let query = "query=\(Self.escaped(text))"
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?\(query)")) == [id, second])
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?\(query)&state=WY")) == [second])
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?\(query)spring&state=WY")) == [second])
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?\(query)nowhere")) == [])
    }

    @Test(arguments: [
        ("/v1/offerings?from=2026-05-05&to=2026-05-04", "to"),
        ("/v1/offerings.ics?from=2026-05-05&to=2026-05-04", "to"),
        ("/v1/reports/completions?from=2026-05-05&to=2026-05-04", "to"),
        ("/v1/reports/completions?from=2026-03-02", "from"),
        ("/v1/reports/completions?compareFrom=2025-02-01&compareTo=2025-01-31", "compareTo"),
        ("/v1/reports/completions?compareFrom=2026-01-01", "compareFrom"),
        ("/reports/completions?from=2026-05-05&to=2026-05-04", "to"),
    ])
    func `C5, I1: a last day before the first is 422 and names the parameter`(target: String, name: String) async throws
    {
        let fixture = try await RegistrationFixture()
        let reply = try await fixture.send("GET", target)
        #expect(reply.status == 422)
        #expect(reply.json["errors"]?[0]?["pointer"]?.string == "/query/\(name)")
        #expect(try await fixture.send("GET", "/v1/offerings?from=2026-05-05&to=2026-05-05").status == 200)
    }
}
