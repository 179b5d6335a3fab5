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

@Suite("C6: the calendar as an iCalendar feed")
struct CalendarFeedTests {
    /// A venue of long words of several scripts, and of all that must be escaped.
    private static let name =
        String(repeating: "Государственная академия ", count: 6) + "東京, a\\b; \"Hall\" 🏫 e\u{301}cole; end"

    private static func venue(_ name: String) -> [String: JSON] {
        ["venue": .object((RegistrationWorld.venue.object ?? [:]).merging(["name": .string(name)]) { $1 })]
    }

    @Test(
        "C6: another's reader finds each class with its days, its place in any script, and its notice",
        .enabled(if: CalendarReader.isInstalled, CalendarReader.absence))
    func read() async throws {
        let world = try await RegistrationWorld()
        let id = try await world.offering(course: "school-security-officer", more: Self.venue(Self.name))
        let oneDay = try await world.offering(from: "2026-02-28", to: "2026-03-01")
        let feed = try await world.send("GET", "/v1/offerings.ics")
        #expect(feed.headers["Content-Type"] == "text/calendar; charset=utf-8")
        let events = try CalendarReader.events(feed.text)
        #expect(events.map { $0.text("uid") } == ["\(oneDay)@muster", "\(id)@muster"])
        let event = try #require(events.last)
        #expect(event["start"] == "2026-03-30")
        #expect(event["end"] == "2026-04-04", "the day behind the last one")
        #expect(event["summary"] == "School Security Officer")
        #expect(event["location"] == .string("\(Self.name), 5 Elm Street, Springfield, IL, US"))
        #expect(event["description"] == "For security personnel who are not law enforcement officers")
        #expect(event["status"] == "CONFIRMED")
        #expect(event["stamp"] == "2026-03-01T15:00:00+00:00")
        #expect(events.first?["end"] == "2026-03-02")
    }

    @Test("C6: no line is longer than 75 bytes, all end with CRLF, and no character is cut apart")
    func lines() async throws {
        let world = try await RegistrationWorld()
        _ = try await world.offering(more: Self.venue(Self.name))
        let feed = try await world.send("GET", "/v1/offerings.ics")
        let lines = feed.text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.last == "")
        #expect(lines.allSatisfy { $0.utf8.count <= 75 && !$0.contains("\n") && !$0.contains("\u{FFFD}") })
        #expect(lines.filter { $0.hasPrefix(" ") }.count > 3)
    }

    @Test(
        "C6: a class keeps its UID; a change or calling off raises SEQUENCE, a registration does not; called off is CANCELLED",
        .enabled(if: CalendarReader.isInstalled, CalendarReader.absence))
    func changes() async throws {
        let world = try await RegistrationWorld()
        let id = try await world.offering()
        func event() async throws -> JSON {
            let events = try CalendarReader.events(try await world.send("GET", "/v1/offerings.ics").text)
            #expect(events.count == 1)
            return events.first ?? .null
        }
        let first = try await event()
        _ = try await world.register(Caller(), id)
        #expect(try await event() == first)
        world.clock.move(to: try instant("2026-03-02T15:00:00Z"))
        _ = try await world.send(
            "PATCH", "/v1/offerings/\(id)", as: world.staff, ["startsOn": "2026-04-06", "endsOn": "2026-04-10"])
        let moved = try await event()
        #expect(moved["uid"] == first["uid"])
        #expect(moved["start"] == "2026-04-06")
        #expect(moved["stamp"] == "2026-03-02T15:00:00+00:00")
        _ = try await world.send(
            "POST", "/v1/offerings/\(id)/cancellation", as: world.staff, ["reason": "The host withdrew."])
        let calledOff = try await event()
        #expect(calledOff["uid"] == first["uid"])
        #expect(calledOff["status"] == "CANCELLED")
        let sequences = [first, moved, calledOff].compactMap { $0["sequence"]?.integer }
        #expect(sequences == sequences.sorted() && Set(sequences).count == 3)
    }

    @Test("C6: the feed has a tag, which seats do not change; state, course and days narrow it")
    func tag() async throws {
        let world = try await RegistrationWorld()
        let id = try await world.offering()
        _ = try await world.offering(course: "cpted", from: "2026-06-01", to: "2026-06-03")
        func count(_ query: String) async throws -> Int {
            let feed = try await world.send("GET", "/v1/offerings.ics?\(query)")
            return feed.text.split(separator: "\r\n").filter { $0 == "BEGIN:VEVENT" }.count
        }
        #expect(try await count("") == 2)
        #expect(try await count("course=CPTED") == 1)
        #expect(try await count("state=TX") == 0)
        #expect(try await count("to=2026-05-01") == 1)
        let tag = try #require(try await world.send("GET", "/v1/offerings.ics").headers["ETag"])
        func status() async throws -> Int {
            try await world.send("GET", "/v1/offerings.ics", headers: ["If-None-Match": tag]).status
        }
        #expect(try await status() == 304)
        _ = try await world.register(Caller(), id)
        #expect(try await status() == 304)
        _ = try await world.send("PATCH", "/v1/offerings/\(id)", as: world.staff, ["title": "Basic, moved"])
        #expect(try await status() == 200)
    }
}
