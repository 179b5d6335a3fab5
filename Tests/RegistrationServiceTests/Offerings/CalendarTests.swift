import DomainClock
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// C5–C7: the calendar.
@Suite struct CalendarTests {
    private static func ids(_ reply: Reply) -> [String] {
        reply.json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
    }

    private static func venue(_ changes: [String: JSON]) -> [String: JSON] {
        ["venue": .object((RegistrationFixture.venue.object ?? [:]).merging(changes) { $1 })]
    }

    @Test(.rule(.C5))
    func `C5: state, country, course, dates and free seats each narrow the calendar, and together`() async throws {
        let fixture = try await RegistrationFixture()
        let home = try await fixture.offering(capacity: 1)
        let later = try await fixture.offering(course: "cpted", from: "2026-06-01", to: "2026-06-03")
        let abroad = try await fixture.offering(
            from: "2026-05-04", to: "2026-05-08",
            more: Self.venue(["city": "Toronto", "state": "ON", "country": "CA", "timeZone": "America/Toronto"]))
        _ = try await fixture.register(Caller(), home)
        let cases: [(String, [String])] = [
            ("", [home, abroad, later]), ("state=IL", [home, later]), ("state=ON", [abroad]), ("country=CA", [abroad]),
            ("course=cpted", [later]), ("from=2026-05-04", [abroad, later]), ("from=2026-05-05", [later]),
            ("to=2026-05-04", [home, abroad]), ("to=2026-05-03", [home]), ("hasSeats=true", [abroad, later]),
            ("hasSeats=false", [home]), ("state=IL&hasSeats=true&from=2026-04-01", [later]),
            ("course=no-such-course", []), ("country=CA&course=cpted", []),
        ]
        for (query, expected) in cases {
            #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?\(query)")) == expected, "\(query)")
        }
    }

    @Test func `C1, C5: a course is found by code, title and aliases, whatever their case; an alias means one course`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let management = try await fixture.offering(course: "sro-management")
        _ = try await fixture.offering(course: "basic-sro")
        for name in [
            "sro-management", "Supervisors%20and%20Management", "supervisors%20AND%20management", "sro%20management",
        ] {
            #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?course=\(name)")) == [management], "\(name)")
        }
        let taken = try await fixture.send(
            "PATCH", "/v1/courses/cpted", as: fixture.staff, ["aliases": ["CPTED", "supervisors and management"]])
        #expect(taken.code == "courseExists")
        let added = try await fixture.send(
            "PATCH", "/v1/courses/sro-management", as: fixture.staff, ["aliases": ["Leading, \"Officers\""]])
        #expect(added.status == 200)
        let name = "Leading,%20%22officers%22"
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?course=\(name)")) == [management])
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?query=leading%20spring")) == [management])
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?query=supervisors")) == [])
    }

    @Test(arguments: [
        ("springfield", true), ("SPRING academy", true), ("basic", true), ("resource", true), ("elm", false),
        ("ecole", true), ("École", true), ("e\u{301}cole", true), ("мос", true), ("МОСКВА", true), ("2nd", true),
        ("north/south", true), ("south", true), ("o'hare", true), ("springfield paris", false), ("'", true),
        ("\\ & | ! :* ( )", true), ("東京", true),
    ])
    func `C5: words are found by their beginnings in title, course, venue and city, whatever their case and accents`(
        query: String, isFound: Bool
    ) async throws {
        let fixture = try await RegistrationFixture()
        let id = try await fixture.offering(
            more: Self.venue([
                "name": "École North/South, 2nd hall, O'Hare, Москва, 東京会館", "city": "Springfield Academy City",
            ]))
        let escaped = query.utf8.map { "%" + String(Int($0) + 256, radix: 16).dropFirst() }.joined()
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?query=\(escaped)")) == (isFound ? [id] : []))
    }

    @Test func `C5: pages neither skip nor repeat while classes are added, on the same day too`() async throws {
        let fixture = try await RegistrationFixture()
        var before: Set<String> = []
        for day in ["2026-05-04", "2026-05-11", "2026-05-11", "2026-05-11", "2026-05-18"] {
            before.insert(try await fixture.offering(from: day, to: day))
        }
        var seen: [String] = []
        var next = ""
        repeat {
            let page = try await fixture.send("GET", "/v1/offerings?limit=2\(next)")
            seen += Self.ids(page)
            next = page.json["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
            for day in ["2026-05-04", "2026-05-11", "2026-05-18"] where seen.count < 9 {
                _ = try await fixture.offering(from: day, to: day)
            }
        } while !next.isEmpty
        #expect(Set(seen).count == seen.count)
        #expect(before.isSubset(of: seen))
    }

    @Test
    func `C5: without a first day the calendar has all classes that are not over, also long ones that have begun`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-01-05T15:00:00Z")
        let over = try await fixture.offering(from: "2026-01-05", to: "2026-01-09")
        let long = try await fixture.offering(from: "2026-01-06", to: "2026-03-06")
        fixture.clock.move(to: try instant("2026-03-06T15:00:00Z"))
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings")) == [long])
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings?from=2026-01-01")) == [over, long])
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings/upcoming")) == [])
        fixture.clock.move(to: try instant("2026-03-08T15:00:00Z"))
        #expect(Self.ids(try await fixture.send("GET", "/v1/offerings")) == [])
        let tooLong = try await fixture.send(
            "PATCH", "/v1/offerings/\(long)", as: fixture.staff, ["endsOn": "2026-03-07"])
        #expect(tooLong.code == "datesOutOfOrder")
    }

    @Test(.rule(.C7))
    func `C7: seats remaining are true as soon as a registration, an allotment or a cancellation is answered`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let id = try await fixture.offering(capacity: 5)
        func seats() async throws -> [Int?] {
            let detail = try await fixture.send("GET", "/v1/offerings/\(id)").json["seatsRemaining"]?.integer
            let list = try await fixture.send("GET", "/v1/offerings").json["items"]?[0]?["seatsRemaining"]?.integer
            return [detail, list]
        }
        #expect(try await seats() == [5, 5])
        let registration = try await fixture.register(Caller(), id)
        #expect(try await seats() == [4, 4])
        _ = try await fixture.send(
            "POST", "/v1/offerings/\(id)/seat-allotments", as: fixture.staff,
            [
                "agencyId": .string(fixture.agency.description), "seats": 3, "expiresAt": "2026-03-10T00:00:00Z",
                "reason": "They called.",
            ])
        #expect(try await seats() == [1, 1])
        _ = try await fixture.send(
            "POST", "/v1/registrations/\(registration["id"]?.string ?? "")/cancellation", as: fixture.staff, [:])
        #expect(try await seats() == [2, 2])
    }

    @Test
    func `C5, C7: an unchanged list or class is 304, and each change of seats, plan or course gives a new tag`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let id = try await fixture.offering()
        let paths = ["/v1/offerings", "/v1/offerings/upcoming", "/v1/offerings/\(id)", "/v1/offerings?limit=1"]
        func tag(_ path: String) async throws -> String {
            try #require(try await fixture.send("GET", path).headers["ETag"], "\(path)")
        }
        let changes: [@Sendable () async throws -> Void] = [
            { _ = try await fixture.register(Caller(), id) },
            {
                _ = try await fixture.send(
                    "PATCH", "/v1/offerings/\(id)", as: fixture.staff, ["title": "Basic, in the evening"])
            },
            {
                _ = try await fixture.send(
                    "PATCH", "/v1/courses/basic-sro", as: fixture.staff, ["audienceNotice": "All"])
            },
        ]
        for change in changes {
            var tags: [String: String] = [:]
            for path in paths {
                tags[path] = try await tag(path)
                let same = try await fixture.send("GET", path, headers: ["If-None-Match": tags[path] ?? ""])
                #expect(same.status == 304)
                #expect(same.bytes.isEmpty)
                #expect(same.headers["ETag"] == tags[path])
            }
            try await change()
            for path in paths {
                let now = try await fixture.send("GET", path, headers: ["If-None-Match": tags[path] ?? ""])
                #expect(now.status == 200, "\(path)")
            }
        }
        let courses = try await tag("/v1/courses")
        #expect(try await fixture.send("GET", "/v1/courses", headers: ["If-None-Match": courses]).status == 304)
    }
}
