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

/// Statistics and imports.
@Suite struct StatisticsTests {
    static let courses = [
        "basic-sro", "advanced-sro", "cpted", "school-security-officer", "sro-management", "adolescent-mental-health",
    ]
    static let published2018 = [2273, 531, 98, 64, 113, 871]
    static let published2019 = [2516, 599, 165, 147, 136, 3167]

    @Test func `I1, I2: an import gives the published figures of 2018 and 2019, and a second import changes nothing`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        try await fixture.database.execute(
            """
            INSERT INTO profile (person_id, given_name, family_name, email, email_key, locale)
            SELECT gen_random_uuid(), 'Archive', 'Person ' || i, 'archive' || i || '@archive.muster.example',
                'archive' || i || '@archive.muster.example', 'en' FROM generate_series(1, 3167) AS i
            """)
        var csv = "personEmail,courseCode,completedOn\r\n"
        for (year, days, counts) in [("2018", 365, Self.published2018), ("2019", 243, Self.published2019)] {
            let first = try #require(Day("\(year)-01-01"))
            for (course, count) in zip(Self.courses, counts) {
                for person in 1...count {
                    csv +=
                        "Archive\(person)@archive.muster.example,\(course),\(first.adding(days: person * 37 % days))\n"
                }
            }
        }
        let start = ContinuousClock.now
        let imported = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff, text: csv, type: "text/csv")
        let seconds = (ContinuousClock.now - start).components.seconds
        #expect(imported.json["accepted"] == 10680)
        #expect(imported.json["rejected"] == [])
        #expect(seconds < 30)
        let again = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff, text: csv, type: "text/csv")
        #expect(again.json["accepted"] == 0)
        #expect(again.json["unchanged"] == 10680)

        let report = try await fixture.send(
            "GET", "/v1/reports/completions?from=2019-01-01&to=2019-08-31&compareFrom=2018-01-01&compareTo=2018-12-31")
        let rows = try #require(report.json["rows"]?.array).prefix(6)
        #expect(rows.compactMap { $0["count"]?.integer } == Self.published2019)
        #expect(rows.compactMap { $0["compareCount"]?.integer } == Self.published2018)
        #expect(rows.allSatisfy { $0["record"] == true })
        #expect(report.json["total"] == 6730)
        #expect(report.json["compareTotal"] == 3950)
        let defaults = try await fixture.send("GET", "/v1/reports/completions?to=2019-08-31")
        #expect(defaults.json["compareTotal"] == 3950)
        let table = try await fixture.send(
            "GET", "/v1/reports/completions?from=2019-01-01&to=2019-08-31", headers: ["Accept": "text/csv"])
        #expect(table.text.contains("2516"))
        let facts = try await fixture.database.query(
            "SELECT count(*) FROM outbox WHERE type LIKE '%completion.recorded%'")
        #expect(try facts.first?.value(at: 0, as: Int.self) == 10680)
    }

    @Test func `A bad line is reported with its number and stops no other; an unknown person is personUnknown`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let person = PersonID.new()
        try await fixture.know(person, email: "omar@springfield.example")
        let csv = """
            personEmail,personId,courseCode,completedOn,offeringRef
            omar@springfield.example,,basic-sro,2019-05-01,"Class ""A"", May"
            nobody@springfield.example,,basic-sro,2019-05-01,
            ,\(person),no-such-course,2019-05-01,
            ,\(person),basic-sro,2019-02-30,
            ,\(person),basic-sro
            ,\(person),basic-sro,2099-01-01,
            ,\(person),basic-sro,2019-05-01,
            """
        let reply = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff, text: csv, type: "text/csv")
        #expect(reply.json["accepted"] == 1)
        #expect(reply.json["unchanged"] == 1)
        let rejected = try #require(reply.json["rejected"]?.array)
        #expect(rejected.compactMap { $0["line"]?.integer } == [3, 4, 5, 6, 7])
        #expect(
            rejected.compactMap { $0["code"]?.string } == [
                "personUnknown", "courseUnknown", "dateInvalid", "columnsWrong", "dateInFuture",
            ])
        let headless = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff, text: "a,b\n1,2\n", type: "text/csv")
        #expect(headless.code == "csvUnreadable")
        let broken = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff,
            text: "personId,courseCode,completedOn\n\(person),basic-sro,2019-05-01\n\"open", type: "text/csv")
        #expect(broken.json["unchanged"] == 1)
        #expect(broken.json["rejected"]?[0]?["code"] == "unreadable")
        #expect(broken.json["rejected"]?[0]?["line"] == 3)
        #expect(
            try await fixture.send("POST", "/v1/imports/completions", as: Caller(), text: csv, type: "text/csv").status
                == 403)
    }

    @Test
    func `I1: people count once a period and after a merge; a voided completion no longer; asOf shows what was known`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let survivor = PersonID.new()
        let merged = PersonID.new()
        try await fixture.know(survivor)
        try await fixture.know(merged, mergedInto: survivor)
        let csv = """
            personId,courseCode,completedOn
            \(survivor),basic-sro,2025-03-01
            \(survivor),basic-sro,2025-09-01
            \(merged),basic-sro,2025-10-01

            """
        let imported = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff, text: csv, type: "text/csv")
        #expect(imported.json["accepted"] == 3)
        func count(_ query: String = "") async throws -> Int? {
            let reply = try await fixture.send("GET", "/v1/reports/completions?from=2025-01-01&to=2025-12-31" + query)
            return reply.json["rows"]?[0]?["count"]?.integer
        }
        #expect(try await count() == 1)
        #expect(try await count("&asOf=2026-02-28") == 0)
        #expect(try await count("&asOf=2026-03-01") == 1)
        fixture.clock.move(to: try instant("2026-03-10T00:00:00Z"))
        let ids = try await fixture.database.query("SELECT id FROM completion ORDER BY id")
        for row in ids {
            let id: CompletionID = try row.value(at: 0)
            let voided = try await fixture.send(
                "POST", "/v1/completions/\(id)/void", as: fixture.staff, ["reason": "Recorded in error."])
            #expect(voided.json["voided"] == true)
        }
        #expect(try await count() == 0)
        #expect(try await count("&asOf=2026-03-05") == 1)
    }

    @Test func `E4: three years after the last Basic of ours a person is invited once; an import alone invites nobody`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let (ours, archived) = (PersonID.new(), PersonID.new())
        let edition = try #require(EditionID("01520a8f-1c00-7000-8000-000000000102"))
        for (person, isImported) in [(ours, false), (archived, true)] {
            try await fixture.store.journal.update { unit in
                fixture.store.add(
                    CompletionRecord(
                        id: .new(), person: person, course: .basicSRO, edition: edition, hours: 40,
                        completedOn: Day("2023-03-01") ?? fixture.clock.now.utcDay, isImported: isImported),
                    by: person, at: fixture.clock.now, in: unit)
            }
        }
        try await fixture.run("retake-invitations")
        #expect(try await fixture.facts(of: ours.description).isEmpty)
        fixture.clock.move(to: try instant("2026-03-02T15:00:00Z"))
        for _ in 0..<2 { try await fixture.run("retake-invitations") }
        let invited = try await fixture.facts(of: ours.description)
        #expect(invited.map(\.type) == ["retake.invited"])
        #expect(invited.first?.data["lastCompletedOn"] == "2023-03-01")
        #expect(try await fixture.facts(of: archived.description).isEmpty)
    }

    @Test func `An import of nothing but bad lines reports the first ten thousand, counts all, and keeps none`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let csv = "personEmail,courseCode,completedOn\n" + String(repeating: "a@b.example,basic-sro,x\n", count: 12_000)
        let reply = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff, text: csv, type: "text/csv")
        #expect(reply.json["accepted"] == 0)
        #expect(reply.json["rejectedCount"] == 12_000)
        #expect(reply.json["rejected"]?.array?.count == 10_000)
        #expect(reply.json["rejected"]?[9_999]?["line"] == 10_001)
    }

    @Test(.rule(.E3)) func `E3: a completion of Basic that stands takes 100.00 off the next Basic`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let caller = Caller()
        try await fixture.know(caller.person)
        _ = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff,
            text: "personId,courseCode,completedOn\n\(caller.person),basic-sro,2019-05-01\n", type: "text/csv")
        let quote = try await fixture.send("GET", "/v1/offerings/\(offering)/quote", as: caller)
        #expect(quote.json["total"] == 44500)
        #expect(quote.json["lines"]?[1]?["code"] == "basicRetakeDiscount")
    }

    @Test func `I1: the page shows the table and its bars, with titles escaped`() async throws {
        let fixture = try await RegistrationFixture()
        let added = try await fixture.send(
            "POST", "/v1/courses", as: fixture.staff,
            [
                "code": "law", "title": "Law & <order>", "hours": 8, "prices": ["member": 100, "nonMember": 200],
            ])
        #expect(added.status == 201)
        let page = try await fixture.send("GET", "/reports/completions?to=2026-03-01")
        #expect(page.text.contains("Law &amp; &lt;order&gt;"))
        #expect(page.text.contains("<svg"))
        let report = try await fixture.send("GET", "/v1/reports/completions")
        #expect(report.json["rows"]?.array?.last?["courseCode"] == "law")
    }
}
