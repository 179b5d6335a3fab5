import DomainClock
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import Web

@testable import RegistrationService

@Suite("Lists over HTTP")
struct ListTests {
    @Test("The courses come page by page, each once, in the catalogue's order")
    func courses() async throws {
        let world = try await RegistrationWorld()
        let all = try await world.send("GET", "/v1/courses").json["items"]?.array?.compactMap { $0["code"]?.string }
        var paged: [String] = []
        var next = ""
        repeat {
            let page = try await world.send("GET", "/v1/courses?limit=3\(next)")
            paged += page.json["items"]?.array?.compactMap { $0["code"]?.string } ?? []
            next = page.json["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
        } while !next.isEmpty
        #expect(paged == all)
        #expect(paged.count == 7)
    }

    @Test(
        "A cursor that somebody made up is refused, and nothing else happens",
        arguments: [Cursor(-1), Cursor(Int.max), Cursor("no-such-course"), Cursor("a", "b")])
    func madeUpCursor(_ cursor: Cursor) async throws {
        let world = try await RegistrationWorld()
        let reply = try await world.send("GET", "/v1/courses?cursor=\(cursor)")
        #expect(reply.code == "cursorInvalid")
        #expect(try await world.send("GET", "/v1/courses").status == 200)
    }

    @Test("Every list takes a limit and a cursor, and an empty cursor is the first page")
    func pages() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 1, from: "2026-03-01", to: "2026-03-02")
        for day in ["2026-05-04", "2026-05-11"] { _ = try await world.offering(from: day, to: day) }
        let held = try await world.register(Caller(), offering)
        for _ in 0..<2 { _ = try await world.register(Caller(), offering, more: ["waitlist": true]) }
        world.clock.move(to: try instant("2026-03-02T18:00:00Z"))
        for day in ["2026-03-01", "2026-03-02"] {
            let list = try await world.send(
                "PUT", "/v1/offerings/\(offering)/attendance", as: world.staff,
                ["date": .string(day), "present": [held["id"] ?? .null]])
            #expect(list.status == 200)
        }
        for path in [
            "/v1/offerings/upcoming", "/v1/offerings/\(offering)/waitlist", "/v1/offerings/\(offering)/attendance",
        ] {
            let first = try await world.send("GET", path + "?limit=1&cursor=", as: world.staff)
            let next = try #require(first.json["nextCursor"]?.string, "\(path)")
            let second = try await world.send("GET", path + "?limit=1&cursor=\(next)", as: world.staff)
            #expect(first.json["items"]?.array?.count == 1)
            #expect(second.json["items"]?.array?.count == 1)
            #expect(first.json["items"] != second.json["items"])
            let all = try await world.send("GET", path, as: world.staff)
            #expect(all.json["nextCursor"] == .null)
            #expect(all.json["items"]?.array?.count == 2)
        }
    }

    @Test("A day's attendance has a version, and a stale If-Match changes nothing")
    func attendanceVersions() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(from: "2026-03-01", to: "2026-03-02")
        func put(_ match: String?) async throws -> Reply {
            try await world.send(
                "PUT", "/v1/offerings/\(offering)/attendance", as: world.staff, ["date": "2026-03-01", "present": []],
                headers: match.map { ["If-Match": $0] } ?? [:])
        }
        let first = try await put(nil)
        #expect(first.json["version"] == 1)
        #expect(first.headers["ETag"] == "\"1\"")
        #expect(try await put("\"1\"").json["version"] == 2)
        #expect(try await put("\"1\"").status == 412)
        let days = try await world.send("GET", "/v1/offerings/\(offering)/attendance", as: world.staff)
        #expect(days.json["items"]?[0]?["version"] == 2)
    }
}
