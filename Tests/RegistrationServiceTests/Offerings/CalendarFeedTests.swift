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

/// C6: the calendar as an iCalendar feed.
@Suite struct CalendarFeedTests {
    /// A venue with long words of several scripts and all characters that must be escaped.
    private static let name =
        String(repeating: "Государственная академия ", count: 6) + "東京, a\\b; \"Hall\" 🏫 e\u{301}cole; end"

    private static func venue(_ name: String) -> [String: JSON] {
        ["venue": .object((RegistrationFixture.venue.object ?? [:]).merging(["name": .string(name)]) { $1 })]
    }

    @Test(.enabled(if: CalendarReader.isInstalled, CalendarReader.absence))
    func `C6: an independent reader finds each class with its days, its place in any script, and its notice`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let id = try await fixture.offering(course: "school-security-officer", more: Self.venue(Self.name))
        let oneDay = try await fixture.offering(from: "2026-02-28", to: "2026-03-01")
        let feed = try await fixture.send("GET", "/v1/offerings.ics")
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

    @Test func `C6: no line is longer than 75 bytes, all end with CRLF, and no character is split`() async throws {
        let fixture = try await RegistrationFixture()
        _ = try await fixture.offering(more: Self.venue(Self.name))
        let feed = try await fixture.send("GET", "/v1/offerings.ics")
        let lines = feed.text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.last == "")
        #expect(lines.allSatisfy { $0.utf8.count <= 75 && !$0.contains("\n") && !$0.contains("\u{FFFD}") })
        #expect(lines.filter { $0.hasPrefix(" ") }.count > 3)
    }

    @Test(.enabled(if: CalendarReader.isInstalled, CalendarReader.absence))
    func `C6: a class keeps its UID; a change or cancellation raises SEQUENCE, a registration does not`() async throws {
        let fixture = try await RegistrationFixture()
        let id = try await fixture.offering()
        func event() async throws -> JSON {
            let events = try CalendarReader.events(try await fixture.send("GET", "/v1/offerings.ics").text)
            #expect(events.count == 1)
            return events.first ?? .null
        }
        let first = try await event()
        _ = try await fixture.register(Caller(), id)
        #expect(try await event() == first)
        fixture.clock.move(to: try instant("2026-03-02T15:00:00Z"))
        _ = try await fixture.send(
            "PATCH", "/v1/offerings/\(id)", as: fixture.staff, ["startsOn": "2026-04-06", "endsOn": "2026-04-10"])
        let moved = try await event()
        #expect(moved["uid"] == first["uid"])
        #expect(moved["start"] == "2026-04-06")
        #expect(moved["stamp"] == "2026-03-02T15:00:00+00:00")
        _ = try await fixture.send(
            "POST", "/v1/offerings/\(id)/cancellation", as: fixture.staff, ["reason": "The host withdrew."])
        let calledOff = try await event()
        #expect(calledOff["uid"] == first["uid"])
        #expect(calledOff["status"] == "CANCELLED")
        let sequences = [first, moved, calledOff].compactMap { $0["sequence"]?.integer }
        #expect(sequences == sequences.sorted() && Set(sequences).count == 3)
    }

    @Test(.rule(.C6))
    func `C6: the feed has a tag that seats do not change, and is narrowed by state, course and days`() async throws {
        let fixture = try await RegistrationFixture()
        let id = try await fixture.offering()
        _ = try await fixture.offering(course: "cpted", from: "2026-06-01", to: "2026-06-03")
        func count(_ query: String) async throws -> Int {
            let feed = try await fixture.send("GET", "/v1/offerings.ics?\(query)")
            return feed.text.split(separator: "\r\n").filter { $0 == "BEGIN:VEVENT" }.count
        }
        #expect(try await count("") == 2)
        #expect(try await count("course=CPTED") == 1)
        #expect(try await count("state=TX") == 0)
        #expect(try await count("to=2026-05-01") == 1)
        let tag = try #require(try await fixture.send("GET", "/v1/offerings.ics").headers["ETag"])
        func status() async throws -> Int {
            try await fixture.send("GET", "/v1/offerings.ics", headers: ["If-None-Match": tag]).status
        }
        #expect(try await status() == 304)
        _ = try await fixture.register(Caller(), id)
        #expect(try await status() == 304)
        _ = try await fixture.send("PATCH", "/v1/offerings/\(id)", as: fixture.staff, ["title": "Basic, moved"])
        #expect(try await status() == 200)
    }

    @Test func `C6: the feed lists whole days with an exclusive end, lines of at most 75 bytes`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let feed = try await fixture.send("GET", "/v1/offerings.ics")
        #expect(feed.headers["Content-Type"]?.hasPrefix("text/calendar") == true)
        let lines = feed.text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.first == "BEGIN:VCALENDAR")
        #expect(lines.contains("UID:\(offering)@muster"))
        #expect(lines.contains("DTSTART;VALUE=DATE:20260330"))
        #expect(lines.contains("DTEND;VALUE=DATE:20260404"))
        #expect(lines.allSatisfy { $0.utf8.count <= 75 })
        #expect(feed.text.contains("LOCATION:Springfield Academy\\, 5 Elm Street"))
    }
}
