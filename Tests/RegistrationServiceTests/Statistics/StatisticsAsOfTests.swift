import Contracts
import DomainClock
import HTTP
import JSONTree
import Messaging
import PersonMerges
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// The report as of a day, by month and as a page (I1, I2).
@Suite struct StatisticsAsOfTests {
    private static let management = CourseCode("sro-management") ?? .basicSRO

    private static func count(
        _ fixture: RegistrationFixture, asOf: String? = nil, from: String = "2026-01-01", to: String = "2026-12-31"
    ) async throws -> Int? {
        let more = asOf.map { "&asOf=\($0)" } ?? ""
        let reply = try await fixture.send("GET", "/v1/reports/completions?from=\(from)&to=\(to)\(more)")
        return reply.json["rows"]?[0]?["count"]?.integer
    }

    @Test(.rule(.I1))
    func `I1: a report as of a day has the completions that were recorded and not voided at its end`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-08-31T15:00:00Z")
        let person = PersonID.new()
        try await fixture.complete(.new(), on: "2026-08-28")
        fixture.clock.move(to: try instant("2026-09-10T15:00:00Z"))
        let late = try await fixture.complete(person, on: "2026-08-28")
        #expect(try await Self.count(fixture, to: "2026-08-31") == 2)
        #expect(try await Self.count(fixture, asOf: "2026-08-31", to: "2026-08-31") == 1)
        #expect(try await Self.count(fixture, asOf: "2026-09-10", to: "2026-08-31") == 2)
        fixture.clock.move(to: try instant("2026-10-01T15:00:00Z"))
        let voided = try await fixture.send(
            "POST", "/v1/completions/\(late)/void", as: fixture.staff, ["reason": "Somebody else."])
        #expect(voided.status == 200)
        #expect(try await Self.count(fixture, to: "2026-08-31") == 1)
        #expect(try await Self.count(fixture, asOf: "2026-09-30", to: "2026-08-31") == 2)
        #expect(try await Self.count(fixture, asOf: "2026-08-31", to: "2026-08-31") == 1)
    }

    @Test(.rule(.I1)) func `I1: a day ends at midnight in the association's time zone, not in UTC`() async throws {
        // 03:30 UTC is still the evening before in Alabama.
        let fixture = try await RegistrationFixture(at: "2026-09-01T03:30:00Z")
        try await fixture.complete(.new(), on: "2026-08-28")
        fixture.clock.move(to: try instant("2026-09-01T05:30:00Z"))
        try await fixture.complete(.new(), on: "2026-08-28")
        fixture.clock.move(to: try instant("2026-09-20T12:00:00Z"))
        #expect(try await Self.count(fixture, asOf: "2026-08-31", to: "2026-08-31") == 1)
        #expect(try await Self.count(fixture, asOf: "2026-09-01", to: "2026-08-31") == 2)
    }

    @Test(.rule(.I1))
    func `I1, A5: merged people count once from the merge on, and twice as of a day before it or after an undo`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-01T15:00:00Z")
        let (a, b, c) = (PersonID.new(), PersonID.new(), PersonID.new())
        for person in [a, b, c] { try await fixture.complete(person, on: "2026-02-27") }
        func merge(_ person: PersonID, into survivor: PersonID, _ time: String) async throws {
            try await fixture.know(person, mergedInto: survivor)
            try await fixture.deliver(
                fact: .personMerged, PersonMerge(into: survivor), of: person, at: try instant(time))
        }
        fixture.clock.move(to: try instant("2026-06-01T15:00:00Z"))
        #expect(try await Self.count(fixture) == 3)
        try await merge(a, into: b, "2026-04-01T15:00:00Z")
        try await merge(b, into: c, "2026-05-01T15:00:00Z")
        #expect(try await Self.count(fixture) == 1)
        #expect(try await Self.count(fixture, asOf: "2026-05-01") == 1)
        #expect(try await Self.count(fixture, asOf: "2026-04-30") == 2)
        #expect(try await Self.count(fixture, asOf: "2026-03-31") == 3)
        let undone = try instant("2026-05-20T15:00:00Z")
        try await fixture.know(b)
        try await fixture.deliver(fact: .personUnmerged, PersonUnmerge(from: c), of: b, at: undone)
        #expect(try await Self.count(fixture) == 2)
        #expect(try await Self.count(fixture, asOf: "2026-05-20") == 2)
        #expect(try await Self.count(fixture, asOf: "2026-05-19") == 1)
    }

    @Test(.rule(.I1, .E6)) func `I1, E6: audits and teaching staff earn no completion and are not counted`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-01T15:00:00Z")
        let offering = try await fixture.offering(from: "2026-03-02", to: "2026-03-02")
        var registrations = [try await fixture.register(Caller(), offering).text("id")]
        for kind in ["staff", "audit"] {
            let person = PersonID.new()
            try await fixture.know(person)
            let reply = try await fixture.send(
                "POST", "/v1/registrations", as: fixture.staff,
                [
                    "offeringId": .string(offering), "personId": .string(person.description), "kind": .string(kind),
                ])
            registrations.append(reply.json.text("id"))
        }
        fixture.clock.move(to: try instant("2026-03-02T22:00:00Z"))
        _ = try await fixture.send(
            "PUT", "/v1/offerings/\(offering)/attendance", as: fixture.staff,
            ["date": "2026-03-02", "present": .array(registrations.map(JSON.string))])
        let done = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/completions", as: fixture.staff,
            ["registrationIds": .array(registrations.map(JSON.string))])
        #expect(done.json["completed"] == [.string(registrations[0])])
        let refused = done.json["refused"]?.array?.map { $0.text("code") }
        #expect(refused == ["kindEarnsNoCompletion", "kindEarnsNoCompletion"])
        #expect(try await Self.count(fixture) == 1)
    }

    @Test(.rule(.I1, .I2))
    func `I1, I2: a course that nobody completed has zero, and only more than in the prior year is a record`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-01T15:00:00Z")
        for day in ["2026-02-27", "2025-02-27"] {
            try await fixture.complete(.new(), on: day)
            try await fixture.complete(.new(), Self.management, on: day)
        }
        try await fixture.complete(.new(), Self.management, on: "2026-02-27")
        let report = try await fixture.send("GET", "/v1/reports/completions")
        let rows = try #require(report.json["rows"]?.array)
        #expect(rows.map { $0["count"]?.integer } == [1, 0, 0, 0, 2, 0, 0])
        #expect(rows.map { $0["record"] } == [false, false, false, false, true, false, false])
        let csv = try await fixture.send("GET", "/v1/reports/completions", headers: ["Accept": "text/csv"])
        #expect(csv.text.contains("sro-management,SRO Management,2,1,true\r\n"))
        #expect(csv.text.hasSuffix(",Total,3,2,\r\n"))
    }

    @Test(.rule(.I1)) func `I1: by month each course counts a person once, beside the month of the other period`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-10T15:00:00Z")
        let person = PersonID.new()
        for day in ["2026-01-05", "2026-01-20", "2026-02-02"] { try await fixture.complete(person, on: day) }
        try await fixture.complete(person, Self.management, on: "2026-01-05")
        try await fixture.complete(person, on: "2025-12-31")
        let report = try await fixture.send("GET", "/v1/reports/completions")
        let months = try #require(report.json["months"]?.array)
        #expect(
            months.map { $0["month"]?.string } == ["2026-01", "2026-02", "2026-03"] + Array(repeating: nil, count: 9))
        #expect(months.map { $0["count"]?.integer } == [2, 1] + Array(repeating: 0, count: 10))
        #expect(months.map { $0["compareMonth"]?.string }.last == "2025-12")
        #expect(months.map { $0["compareCount"]?.integer } == Array(repeating: 0, count: 11) + [1])
        let long = try await fixture.send("GET", "/v1/reports/completions?from=1990-01-01")
        #expect(long.json["months"] == [])
    }

    @Test(.rule(.I1)) func `I1: the page has both tables and a chart, which has a title and a description`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-10T15:00:00Z")
        _ = try await fixture.send("PATCH", "/v1/courses/cpted", as: fixture.staff, ["title": "<b>Design</b> & more"])
        for _ in 0..<3 { try await fixture.complete(.new(), on: "2026-02-02") }
        try await fixture.complete(.new(), on: "2025-06-02")
        let page = try await fixture.send("GET", "/reports/completions?asOf=2026-03-10")
        #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
        for text in [
            "<td>3</td><td>1</td><td>record</td>", "&lt;b&gt;Design&lt;/b&gt; &amp; more",
            "as known at the end of 2026-03-10",
            #"role="img" aria-labelledby="months-title months-text""#, "The most in 2026-02: 3.",
            #"<tr><th scope="row">2026-02</th><td>3</td><td>2025-02</td><td>0</td></tr>"#,
            #"<tr><th scope="row">–</th><td></td><td>2025-06</td><td>1</td></tr>"#,
        ] { #expect(page.text.contains(text), "\(text)") }
        #expect(!page.text.contains("<b>"))
        let csp = try #require(page.headers["Content-Security-Policy"])
        #expect(csp.contains("default-src 'none'") && csp.contains("style-src 'unsafe-inline'"))
    }
}
