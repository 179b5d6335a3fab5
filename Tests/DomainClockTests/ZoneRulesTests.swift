import Foundation
import Primitives
import Testing

@testable import DomainClock

@Suite("Zone files")
struct ZoneRulesTests {
    @Test(
        "say the offset that the toolchain's own tables say, in every half month of 130 years",
        arguments: [
            "America/Chicago", "America/New_York", "America/Anchorage", "America/St_Johns", "America/Sao_Paulo",
            "Pacific/Honolulu", "Pacific/Apia", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin",
            "Africa/Casablanca",
            "Asia/Kathmandu", "Asia/Tehran", "US/Central", "Etc/GMT+5",
        ])
    func sameOffsets(name: String) throws {
        let zone = try #require(Zone(name))
        let reference = try #require(TimeZone(identifier: name))
        let start = try #require(Instant("1971-01-01T00:30:00Z"))
        for halfMonth in 0..<(2 * 12 * 130) {
            let instant = start.adding(seconds: halfMonth * 1_314_900)
            let date = Date(timeIntervalSince1970: Double(instant.secondsSince1970))
            #expect(zone.offset(at: instant) == reference.secondsFromGMT(for: date), "\(instant)")
        }
    }

    @Test(
        "end with a rule for the years to come",
        arguments: [
            // A second before and at each change of 2100, long after the last change that a file lists.
            ("CST6CDT,M3.2.0,M11.1.0", "2100-03-14T07:59:59Z", -21600),
            ("CST6CDT,M3.2.0,M11.1.0", "2100-03-14T08:00:00Z", -18000),
            ("CST6CDT,M3.2.0,M11.1.0", "2100-11-07T06:59:59Z", -18000),
            ("CST6CDT,M3.2.0,M11.1.0", "2100-11-07T07:00:00Z", -21600),
            // Summer over the new year, in half hours.
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2100-01-01T00:00:00Z", 39600),
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2100-07-01T00:00:00Z", 37800),
            // The last Sunday, and a change on the evening before it.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2100-03-28T00:59:59Z", -7200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2100-03-28T01:00:00Z", -3600),
            // Ireland's standard time is the summer's.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2100-01-15T00:00:00Z", 0),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2100-07-15T00:00:00Z", 3600),
            // Days of the year: J counts as if there were no 29 February.
            ("AAA3BBB,J60/0,300/0", "2096-02-29T23:00:00Z", -10800),
            ("AAA3BBB,J60/0,300/0", "2096-03-01T03:00:00Z", -7200),
            ("<+03>-3", "2100-07-01T00:00:00Z", 10800),
        ])
    func footer(text: String, instant: String, offset: Int) throws {
        let footer = try #require(ZoneFooter(text))
        #expect(footer.offset(at: try #require(Instant(instant)).secondsSince1970) == offset)
    }

    @Test(
        "are refused when they are none",
        arguments: [
            "", "C6", "CST", "CST6CDT", "CST6CDT,M3.2.0", "CST6CDT,M13.2.0,M11.1.0", "CST6CDT,M3.2.0,M11.1.0x", "<CST6",
        ])
    func noFooter(text: String) {
        #expect(ZoneFooter(text) == nil)
    }

    @Test("are refused when they are cut anywhere, without a crash")
    func cut() throws {
        let whole = [UInt8](try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/America/Chicago")))
        #expect(ZoneRules(file: whole) != nil)
        for length in 0..<whole.count { #expect(ZoneRules(file: Array(whole[..<length])) == nil) }
    }

    @Test(
        "are no other files",
        arguments: ["posix/America/Chicago", "right/America/Chicago", "Etc/../UTC", "America/", "america/chicago"])
    func refused(name: String) {
        #expect(Zone(name) == nil)
    }
}
