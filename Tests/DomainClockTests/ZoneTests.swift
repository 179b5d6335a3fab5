import DomainClock
import Primitives
import Testing

@Suite("Time zones")
struct ZoneTests {
    @Test(
        "say which date it is there",
        arguments: [
            ("2026-03-01T05:59:59.999999Z", "America/Chicago", "2026-02-28"),
            ("2026-03-01T06:00:00Z", "America/Chicago", "2026-03-01"),
            ("2026-07-01T04:59:59Z", "America/Chicago", "2026-06-30"),
            ("2026-07-01T05:00:00Z", "America/Chicago", "2026-07-01"),
            ("2026-02-28T14:00:00Z", "Pacific/Auckland", "2026-03-01"),
            ("2026-03-01T00:00:00Z", "UTC", "2026-03-01"),
        ])
    func day(instant: String, zone: String, day: String) throws {
        #expect(try #require(Zone(zone)).day(of: try #require(Instant(instant))).description == day)
    }

    @Test(
        "begin and end their days where the clock changes too",
        arguments: [
            // The day with 23 hours, the one with 25, and an ordinary one.
            ("America/Chicago", "2026-03-08", "2026-03-08T06:00:00Z", "2026-03-09T05:00:00Z"),
            ("America/Chicago", "2026-11-01", "2026-11-01T05:00:00Z", "2026-11-02T06:00:00Z"),
            ("America/Chicago", "2026-03-01", "2026-03-01T06:00:00Z", "2026-03-02T06:00:00Z"),
            // Midnight does not exist: the day begins at one o'clock.
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
            // Midnight comes twice: the day begins when the date changes for good.
            ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z", "2018-02-19T03:00:00Z"),
            ("Asia/Kathmandu", "2026-03-01", "2026-02-28T18:15:00Z", "2026-03-01T18:15:00Z"),
        ])
    func bounds(zone: String, day: String, start: String, end: String) throws {
        let zone = try #require(Zone(zone))
        let day = try #require(Day(day))
        #expect(zone.start(of: day).description == start)
        #expect(zone.end(of: day).description == end)
        #expect(zone.day(of: zone.start(of: day)) == day)
        #expect(zone.day(of: zone.start(of: day).adding(microseconds: -1)) == day.adding(days: -1))
    }

    @Test(
        "have every day of a year in order, wherever", arguments: ["America/Chicago", "Europe/Berlin", "Asia/Tehran"])
    func wholeYear(name: String) throws {
        let zone = try #require(Zone(name))
        var day = try #require(Day("2025-12-30"))
        for _ in 0..<370 {
            #expect(zone.day(of: zone.start(of: day)) == day)
            #expect(zone.day(of: zone.end(of: day).adding(microseconds: -1)) == day)
            day = day.adding(days: 1)
        }
    }

    @Test(
        "are named as IANA does, and by nothing else",
        arguments: ["", "EST", "+02:00", "GMT+2", "Mars/Base", "/etc", "America/../UTC"])
    func refused(name: String) {
        #expect(Zone(name) == nil)
    }

    @Test("turn a time of day there into a moment")
    func timeOfDay() throws {
        let zone = try #require(Zone("America/Chicago"))
        let day = try #require(Day("2026-07-01"))
        #expect(zone.instant(day, hour: 9, minute: 30).description == "2026-07-01T14:30:00Z")
    }

    @Test("follow the domain clock when it moves, and tell who wants to know")
    func clock() async throws {
        let clock = DomainClock.standing(at: try #require(Instant("2026-03-01T05:00:00Z")))
        #expect(clock.today() == Day("2026-02-28"))
        #expect(clock.today(in: .utc) == Day("2026-03-01"))
        try await confirmation { moved in
            clock.onMove { moved() }
            clock.move(to: try #require(Instant("2027-01-01T12:00:00Z")))
            clock.move(to: try #require(Instant("2027-01-01T12:00:00Z")))
        }
        #expect(clock.today() == Day("2027-01-01"))
    }
}
