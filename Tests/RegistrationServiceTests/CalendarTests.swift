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

@Suite("C5–C7: the calendar")
struct CalendarTests {
    private static func ids(_ reply: Reply) -> [String] {
        reply.json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
    }

    private static func venue(_ changes: [String: JSON]) -> [String: JSON] {
        ["venue": .object((RegistrationWorld.venue.object ?? [:]).merging(changes) { $1 })]
    }

    @Test("C5: state, country, course, dates and free seats each narrow the calendar, and together")
    func filters() async throws {
        let world = try await RegistrationWorld()
        let home = try await world.offering(capacity: 1)
        let later = try await world.offering(course: "cpted", from: "2026-06-01", to: "2026-06-03")
        let abroad = try await world.offering(
            from: "2026-05-04", to: "2026-05-08",
            more: Self.venue(["city": "Toronto", "state": "ON", "country": "CA", "timeZone": "America/Toronto"]))
        _ = try await world.register(Caller(), home)
        let cases: [(String, [String])] = [
            ("", [home, abroad, later]), ("state=IL", [home, later]), ("state=ON", [abroad]), ("country=CA", [abroad]),
            ("course=cpted", [later]), ("from=2026-05-04", [abroad, later]), ("from=2026-05-05", [later]),
            ("to=2026-05-04", [home, abroad]), ("to=2026-05-03", [home]), ("hasSeats=true", [abroad, later]),
            ("hasSeats=false", [home]), ("state=IL&hasSeats=true&from=2026-04-01", [later]),
            ("course=no-such-course", []), ("country=CA&course=cpted", []),
        ]
        for (query, expected) in cases {
            #expect(Self.ids(try await world.send("GET", "/v1/offerings?\(query)")) == expected, "\(query)")
        }
    }

    @Test("C1, C5: a course is found by its code, title and aliases, in any letters; an alias means one course")
    func aliases() async throws {
        let world = try await RegistrationWorld()
        let management = try await world.offering(course: "sro-management")
        _ = try await world.offering(course: "basic-sro")
        for name in [
            "sro-management", "Supervisors%20and%20Management", "supervisors%20AND%20management", "sro%20management",
        ] {
            #expect(Self.ids(try await world.send("GET", "/v1/offerings?course=\(name)")) == [management], "\(name)")
        }
        let taken = try await world.send(
            "PATCH", "/v1/courses/cpted", as: world.staff, ["aliases": ["CPTED", "supervisors and management"]])
        #expect(taken.code == "courseExists")
        let added = try await world.send(
            "PATCH", "/v1/courses/sro-management", as: world.staff, ["aliases": ["Leading, \"Officers\""]])
        #expect(added.status == 200)
        let name = "Leading,%20%22officers%22"
        #expect(Self.ids(try await world.send("GET", "/v1/offerings?course=\(name)")) == [management])
        #expect(Self.ids(try await world.send("GET", "/v1/offerings?query=leading%20spring")) == [management])
        #expect(Self.ids(try await world.send("GET", "/v1/offerings?query=supervisors")) == [])
    }

    @Test(
        "C5: words are found by their beginnings in title, course, venue and city, without regard to case and accents",
        arguments: [
            ("springfield", true), ("SPRING academy", true), ("basic", true), ("resource", true), ("elm", false),
            ("ecole", true), ("École", true), ("e\u{301}cole", true), ("мос", true), ("МОСКВА", true), ("2nd", true),
            ("north/south", true), ("south", true), ("o'hare", true), ("springfield paris", false), ("'", true),
            ("\\ & | ! :* ( )", true), ("東京", true),
        ])
    func words(query: String, isFound: Bool) async throws {
        let world = try await RegistrationWorld()
        let id = try await world.offering(
            more: Self.venue([
                "name": "École North/South, 2nd hall, O'Hare, Москва, 東京会館", "city": "Springfield Academy City",
            ]))
        let escaped = query.utf8.map { "%" + String(Int($0) + 256, radix: 16).dropFirst() }.joined()
        #expect(Self.ids(try await world.send("GET", "/v1/offerings?query=\(escaped)")) == (isFound ? [id] : []))
    }

    @Test("C5: pages neither skip nor repeat while classes are added, on the same day too")
    func stablePages() async throws {
        let world = try await RegistrationWorld()
        var before: Set<String> = []
        for day in ["2026-05-04", "2026-05-11", "2026-05-11", "2026-05-11", "2026-05-18"] {
            before.insert(try await world.offering(from: day, to: day))
        }
        var seen: [String] = []
        var next = ""
        repeat {
            let page = try await world.send("GET", "/v1/offerings?limit=2\(next)")
            seen += Self.ids(page)
            next = page.json["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
            for day in ["2026-05-04", "2026-05-11", "2026-05-18"] where seen.count < 9 {
                _ = try await world.offering(from: day, to: day)
            }
        } while !next.isEmpty
        #expect(Set(seen).count == seen.count)
        #expect(before.isSubset(of: seen))
    }

    @Test("C5: without a first day the calendar holds what is not over, a long class that has begun too")
    func underWay() async throws {
        let world = try await RegistrationWorld(at: "2026-01-05T15:00:00Z")
        let over = try await world.offering(from: "2026-01-05", to: "2026-01-09")
        let long = try await world.offering(from: "2026-01-06", to: "2026-03-06")
        world.clock.move(to: try instant("2026-03-06T15:00:00Z"))
        #expect(Self.ids(try await world.send("GET", "/v1/offerings")) == [long])
        #expect(Self.ids(try await world.send("GET", "/v1/offerings?from=2026-01-01")) == [over, long])
        #expect(Self.ids(try await world.send("GET", "/v1/offerings/upcoming")) == [])
        world.clock.move(to: try instant("2026-03-08T15:00:00Z"))
        #expect(Self.ids(try await world.send("GET", "/v1/offerings")) == [])
        let tooLong = try await world.send(
            "PATCH", "/v1/offerings/\(long)", as: world.staff, ["endsOn": "2026-03-07"])
        #expect(tooLong.code == "datesOutOfOrder")
    }

    @Test("C7: seats remaining are true as soon as a registration, an allotment or a cancellation is answered")
    func seats() async throws {
        let world = try await RegistrationWorld()
        let id = try await world.offering(capacity: 5)
        func seats() async throws -> [Int?] {
            let detail = try await world.send("GET", "/v1/offerings/\(id)").json["seatsRemaining"]?.integer
            let list = try await world.send("GET", "/v1/offerings").json["items"]?[0]?["seatsRemaining"]?.integer
            return [detail, list]
        }
        #expect(try await seats() == [5, 5])
        let registration = try await world.register(Caller(), id)
        #expect(try await seats() == [4, 4])
        _ = try await world.send(
            "POST", "/v1/offerings/\(id)/seat-allotments", as: world.staff,
            [
                "agencyId": .string(world.agency.description), "seats": 3, "expiresAt": "2026-03-10T00:00:00Z",
                "reason": "They called.",
            ])
        #expect(try await seats() == [1, 1])
        _ = try await world.send(
            "POST", "/v1/registrations/\(registration["id"]?.string ?? "")/cancellation", as: world.staff, [:])
        #expect(try await seats() == [2, 2])
    }

    @Test("C5, C7: a list or class that did not change is 304, and every change of seats, plan or course is a new tag")
    func tags() async throws {
        let world = try await RegistrationWorld()
        let id = try await world.offering()
        let paths = ["/v1/offerings", "/v1/offerings/upcoming", "/v1/offerings/\(id)", "/v1/offerings?limit=1"]
        func tag(_ path: String) async throws -> String {
            try #require(try await world.send("GET", path).headers["ETag"], "\(path)")
        }
        let changes: [@Sendable () async throws -> Void] = [
            { _ = try await world.register(Caller(), id) },
            {
                _ = try await world.send(
                    "PATCH", "/v1/offerings/\(id)", as: world.staff, ["title": "Basic, in the evening"])
            },
            { _ = try await world.send("PATCH", "/v1/courses/basic-sro", as: world.staff, ["audienceNotice": "All"]) },
        ]
        for change in changes {
            var tags: [String: String] = [:]
            for path in paths {
                tags[path] = try await tag(path)
                let same = try await world.send("GET", path, headers: ["If-None-Match": tags[path] ?? ""])
                #expect(same.status == 304)
                #expect(same.bytes.isEmpty)
                #expect(same.headers["ETag"] == tags[path])
            }
            try await change()
            for path in paths {
                let now = try await world.send("GET", path, headers: ["If-None-Match": tags[path] ?? ""])
                #expect(now.status == 200, "\(path)")
            }
        }
        let courses = try await tag("/v1/courses")
        #expect(try await world.send("GET", "/v1/courses", headers: ["If-None-Match": courses]).status == 304)
    }
}
