import DomainClock
import Primitives
import Testing

@Suite struct ZoneTests {
    @Test(arguments: [
        ("2026-03-01T05:59:59.999999Z", "America/Chicago", "2026-02-28"),
        ("2026-03-01T06:00:00Z", "America/Chicago", "2026-03-01"),
        ("2026-07-01T04:59:59Z", "America/Chicago", "2026-06-30"),
        ("2026-07-01T05:00:00Z", "America/Chicago", "2026-07-01"),
        ("2026-02-28T14:00:00Z", "Pacific/Auckland", "2026-03-01"),
        ("2026-03-01T00:00:00Z", "UTC", "2026-03-01"),
    ])
    func `a zone gives the local date`(instant: String, zone: String, day: String) throws {
        #expect(try #require(Zone(zone)).day(of: try #require(Instant(instant))).description == day)
    }

    @Test(arguments: [
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
    func `days begin and end correctly on days of a clock change`(zone: String, day: String, start: String, end: String)
        throws
    {
        let zone = try #require(Zone(zone))
        let day = try #require(Day(day))
        #expect(zone.start(of: day).description == start)
        #expect(zone.end(of: day).description == end)
        #expect(zone.day(of: zone.start(of: day)) == day)
        #expect(zone.day(of: zone.start(of: day).adding(microseconds: -1)) == day.adding(days: -1))
    }

    @Test(arguments: ["America/Chicago", "Europe/Berlin", "Asia/Tehran"])
    func `the days of a year are in order in every zone`(name: String) throws {
        let zone = try #require(Zone(name))
        var day = try #require(Day("2025-12-30"))
        for _ in 0..<370 {
            #expect(zone.day(of: zone.start(of: day)) == day)
            #expect(zone.day(of: zone.end(of: day).adding(microseconds: -1)) == day)
            day = day.adding(days: 1)
        }
    }

    @Test(arguments: ["", "EST", "+02:00", "GMT+2", "Mars/Base", "/etc", "America/../UTC"])
    func `only IANA names are zones`(name: String) {
        #expect(Zone(name) == nil)
    }

    @Test func `a local time is converted to an instant`() throws {
        let zone = try #require(Zone("America/Chicago"))
        let day = try #require(Day("2026-07-01"))
        #expect(zone.instant(day, hour: 9, minute: 30).description == "2026-07-01T14:30:00Z")
    }

    @Test func `observers of the domain clock are notified when it moves`() async throws {
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
