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

@Suite("Statistics and imports")
struct StatisticsTests {
    static let courses = [
        "basic-sro", "advanced-sro", "cpted", "school-security-officer", "sro-management", "adolescent-mental-health",
    ]
    static let published2018 = [2273, 531, 98, 64, 113, 871]
    static let published2019 = [2516, 599, 165, 147, 136, 3167]

    @Test(
        "I1, I2: the published figures of 2018 and 2019 from one imported row per completion; a second import changes nothing"
    )
    func published() async throws {
        let world = try await RegistrationWorld()
        try await world.database.execute(
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
        let imported = try await world.send(
            "POST", "/v1/imports/completions", as: world.staff, text: csv, type: "text/csv")
        let seconds = (ContinuousClock.now - start).components.seconds
        #expect(imported.json["accepted"] == 10680)
        #expect(imported.json["rejected"] == [])
        #expect(seconds < 30)
        let again = try await world.send(
            "POST", "/v1/imports/completions", as: world.staff, text: csv, type: "text/csv")
        #expect(again.json["accepted"] == 0)
        #expect(again.json["unchanged"] == 10680)

        let report = try await world.send(
            "GET", "/v1/reports/completions?from=2019-01-01&to=2019-08-31&compareFrom=2018-01-01&compareTo=2018-12-31")
        let rows = try #require(report.json["rows"]?.array).prefix(6)
        #expect(rows.compactMap { $0["count"]?.integer } == Self.published2019)
        #expect(rows.compactMap { $0["compareCount"]?.integer } == Self.published2018)
        #expect(rows.allSatisfy { $0["record"] == true })
        #expect(report.json["total"] == 6730)
        #expect(report.json["compareTotal"] == 3950)
        let defaults = try await world.send("GET", "/v1/reports/completions?to=2019-08-31")
        #expect(defaults.json["compareTotal"] == 3950)
        let table = try await world.send(
            "GET", "/v1/reports/completions?from=2019-01-01&to=2019-08-31", headers: ["Accept": "text/csv"])
        #expect(table.text.contains("2516"))
        let facts = try await world.database.query(
            "SELECT count(*) FROM outbox WHERE type LIKE '%completion.recorded%'")
        #expect(try facts.first?.value(at: 0, as: Int.self) == 10680)
    }

    @Test("A bad line is reported with its number and stops no other; an unknown person is personUnknown")
    func badLines() async throws {
        let world = try await RegistrationWorld()
        let person = PersonID.new()
        try await world.know(person, email: "omar@springfield.example")
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
        let reply = try await world.send(
            "POST", "/v1/imports/completions", as: world.staff, text: csv, type: "text/csv")
        #expect(reply.json["accepted"] == 1)
        #expect(reply.json["unchanged"] == 1)
        let rejected = try #require(reply.json["rejected"]?.array)
        #expect(rejected.compactMap { $0["line"]?.integer } == [3, 4, 5, 6, 7])
        #expect(
            rejected.compactMap { $0["code"]?.string } == [
                "personUnknown", "courseUnknown", "dateInvalid", "columnsWrong", "dateInFuture",
            ])
        let headless = try await world.send(
            "POST", "/v1/imports/completions", as: world.staff, text: "a,b\n1,2\n", type: "text/csv")
        #expect(headless.code == "csvUnreadable")
        let broken = try await world.send(
            "POST", "/v1/imports/completions", as: world.staff,
            text: "personId,courseCode,completedOn\n\(person),basic-sro,2019-05-01\n\"open", type: "text/csv")
        #expect(broken.json["unchanged"] == 1)
        #expect(broken.json["rejected"]?[0]?["code"] == "unreadable")
        #expect(broken.json["rejected"]?[0]?["line"] == 3)
        #expect(
            try await world.send("POST", "/v1/imports/completions", as: Caller(), text: csv, type: "text/csv").status
                == 403)
    }

    @Test(
        "I1: people count once a period and once after a merge; a voided completion no longer; asOf shows what was known"
    )
    func people() async throws {
        let world = try await RegistrationWorld()
        let survivor = PersonID.new()
        let merged = PersonID.new()
        try await world.know(survivor)
        try await world.know(merged, mergedInto: survivor)
        let csv = """
            personId,courseCode,completedOn
            \(survivor),basic-sro,2025-03-01
            \(survivor),basic-sro,2025-09-01
            \(merged),basic-sro,2025-10-01

            """
        let imported = try await world.send(
            "POST", "/v1/imports/completions", as: world.staff, text: csv, type: "text/csv")
        #expect(imported.json["accepted"] == 3)
        func count(_ query: String = "") async throws -> Int? {
            let reply = try await world.send("GET", "/v1/reports/completions?from=2025-01-01&to=2025-12-31" + query)
            return reply.json["rows"]?[0]?["count"]?.integer
        }
        #expect(try await count() == 1)
        #expect(try await count("&asOf=2026-02-28") == 0)
        #expect(try await count("&asOf=2026-03-01") == 1)
        world.clock.move(to: try instant("2026-03-10T00:00:00Z"))
        let ids = try await world.database.query("SELECT id FROM completion ORDER BY id")
        for row in ids {
            let id: CompletionID = try row.value(at: 0)
            let voided = try await world.send(
                "POST", "/v1/completions/\(id)/void", as: world.staff, ["reason": "Recorded in error."])
            #expect(voided.json["voided"] == true)
        }
        #expect(try await count() == 0)
        #expect(try await count("&asOf=2026-03-05") == 1)
    }

    @Test("E4: three years after the last Basic of ours a person is invited once; an import alone invites nobody")
    func retakeInvitation() async throws {
        let world = try await RegistrationWorld()
        let (ours, archived) = (PersonID.new(), PersonID.new())
        let edition = try #require(EditionID("01520a8f-1c00-7000-8000-000000000102"))
        for (person, isImported) in [(ours, false), (archived, true)] {
            try await world.store.journal.update { unit in
                world.store.add(
                    CompletionRecord(
                        id: .new(), person: person, course: .basicSRO, edition: edition, hours: 40,
                        completedOn: Day("2023-03-01") ?? world.clock.now.utcDay, isImported: isImported),
                    by: person, at: world.clock.now, in: unit)
            }
        }
        try await world.store.inviteToRetake(at: world.clock.now)
        #expect(try await world.facts(of: ours.description).isEmpty)
        world.clock.move(to: try instant("2026-03-02T15:00:00Z"))
        for _ in 0..<2 { try await world.store.inviteToRetake(at: world.clock.now) }
        let invited = try await world.facts(of: ours.description)
        #expect(invited.map(\.type) == ["retake.invited"])
        #expect(invited.first?.data["lastCompletedOn"] == "2023-03-01")
        #expect(try await world.facts(of: archived.description).isEmpty)
    }

    @Test("An import of nothing but bad lines reports the first ten thousand, counts all, and keeps none")
    func manyBadLines() async throws {
        let world = try await RegistrationWorld()
        let csv = "personEmail,courseCode,completedOn\n" + String(repeating: "a@b.example,basic-sro,x\n", count: 12_000)
        let reply = try await world.send(
            "POST", "/v1/imports/completions", as: world.staff, text: csv, type: "text/csv")
        #expect(reply.json["accepted"] == 0)
        #expect(reply.json["rejectedCount"] == 12_000)
        #expect(reply.json["rejected"]?.array?.count == 10_000)
        #expect(reply.json["rejected"]?[9_999]?["line"] == 10_001)
    }

    @Test("E3: a completion of Basic that stands takes 100.00 off the next Basic")
    func returning() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let caller = Caller()
        try await world.know(caller.person)
        _ = try await world.send(
            "POST", "/v1/imports/completions", as: world.staff,
            text: "personId,courseCode,completedOn\n\(caller.person),basic-sro,2019-05-01\n", type: "text/csv")
        let quote = try await world.send("GET", "/v1/offerings/\(offering)/quote", as: caller)
        #expect(quote.json["total"] == 44500)
        #expect(quote.json["lines"]?[1]?["code"] == "basicRetakeDiscount")
    }
}
