import DomainClock
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import Web

@testable import RegistrationService

/// Lists over HTTP.
@Suite struct ListTests {
    @Test func `The courses come page by page, each once, in the catalogue's order`() async throws {
        let fixture = try await RegistrationFixture()
        let all = try await fixture.send("GET", "/v1/courses").json["items"]?.array?.compactMap { $0["code"]?.string }
        var paged: [String] = []
        var next = ""
        repeat {
            let page = try await fixture.send("GET", "/v1/courses?limit=3\(next)")
            paged += page.json["items"]?.array?.compactMap { $0["code"]?.string } ?? []
            next = page.json["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
        } while !next.isEmpty
        #expect(paged == all)
        #expect(paged.count == 7)
    }

    @Test(arguments: [Cursor(-1), Cursor(Int.max), Cursor("no-such-course"), Cursor("a", "b")])
    func `A cursor that somebody made up is refused, and nothing else happens`(_ cursor: Cursor) async throws {
        let fixture = try await RegistrationFixture()
        let reply = try await fixture.send("GET", "/v1/courses?cursor=\(cursor)")
        #expect(reply.code == "cursorInvalid")
        #expect(try await fixture.send("GET", "/v1/courses").status == 200)
    }

    @Test func `Every list takes a limit and a cursor, and an empty cursor is the first page`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 1, from: "2026-03-01", to: "2026-03-02")
        for day in ["2026-05-04", "2026-05-11"] { _ = try await fixture.offering(from: day, to: day) }
        let held = try await fixture.register(Caller(), offering)
        for _ in 0..<2 { _ = try await fixture.register(Caller(), offering, more: ["waitlist": true]) }
        fixture.clock.move(to: try instant("2026-03-02T18:00:00Z"))
        for day in ["2026-03-01", "2026-03-02"] {
            let list = try await fixture.send(
                "PUT", "/v1/offerings/\(offering)/attendance", as: fixture.staff,
                ["date": .string(day), "present": [held["id"] ?? .null]])
            #expect(list.status == 200)
        }
        for path in [
            "/v1/offerings/upcoming", "/v1/offerings/\(offering)/waitlist", "/v1/offerings/\(offering)/attendance",
        ] {
            let first = try await fixture.send("GET", path + "?limit=1&cursor=", as: fixture.staff)
            let next = try #require(first.json["nextCursor"]?.string, "\(path)")
            let second = try await fixture.send("GET", path + "?limit=1&cursor=\(next)", as: fixture.staff)
            #expect(first.json["items"]?.array?.count == 1)
            #expect(second.json["items"]?.array?.count == 1)
            #expect(first.json["items"] != second.json["items"])
            let all = try await fixture.send("GET", path, as: fixture.staff)
            #expect(all.json["nextCursor"] == .null)
            #expect(all.json["items"]?.array?.count == 2)
        }
    }

    @Test func `A day's attendance has a version, and a stale If-Match changes nothing`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(from: "2026-03-01", to: "2026-03-02")
        func put(_ match: String?) async throws -> Reply {
            try await fixture.send(
                "PUT", "/v1/offerings/\(offering)/attendance", as: fixture.staff,
                ["date": "2026-03-01", "present": []],
                headers: match.map { ["If-Match": $0] } ?? [:])
        }
        let first = try await put(nil)
        #expect(first.json["version"] == 1)
        #expect(first.headers["ETag"] == "\"1\"")
        #expect(try await put("\"1\"").json["version"] == 2)
        #expect(try await put("\"1\"").status == 412)
        let days = try await fixture.send("GET", "/v1/offerings/\(offering)/attendance", as: fixture.staff)
        #expect(days.json["items"]?[0]?["version"] == 2)
    }
}
