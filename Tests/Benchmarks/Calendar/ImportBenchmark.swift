import Executors
import Foundation
import JSONTree
import Postgres

/// `BENCH=import`: imports past completions from CSV twice, with invalid lines in between.
struct ImportBenchmark {
    private let fixture: CalendarFixture
    private let rows: Int

    private static let people = 30_000
    private static let bad = [
        "nobody@muster.example,basic-sro,2019-03-01", "archive1@muster.example,no-such-course,2019-03-01",
        "archive1@muster.example,basic-sro,2019-02-30", "archive1@muster.example,basic-sro",
    ]

    static func run(_ arguments: Arguments) async throws {
        let rows = max(100, try arguments.number("rows", or: 100_000))
        let fixture = try await CalendarFixture.start(arguments) { database in
            _ = try await database.query(
                """
                INSERT INTO profile (person_id, given_name, family_name, email, email_key, locale)
                SELECT gen_random_uuid(), 'Archive', 'Person ' || n, 'archive' || n || '@muster.example',
                    'archive' || n || '@muster.example', 'en' FROM generate_series(1, \(people)) AS n
                """, deadline: Deadlines.long())
        }
        do {
            try await ImportBenchmark(fixture: fixture, rows: rows).run()
        } catch {
            await fixture.stop()
            throw error
        }
        await fixture.stop()
    }

    private func run() async throws {
        let (csv, bad) = file()
        let before = fixture.service.residentMegabytes
        var table = Table("", "seconds", "rows/s", "accepted", "unchanged", "rejected", "service's peak RSS")
        for (name, accepted) in [("first import", rows), ("the same again", 0)] {
            let start = monotonicSeconds()
            let answer = try post(csv)
            let seconds = monotonicSeconds() - start
            let rejected = answer["rejected"]?.array ?? []
            table.add(
                name, seconds.shown(2), (Double(rows) / seconds).shown(), "\(answer["accepted"]?.integer ?? -1)",
                "\(answer["unchanged"]?.integer ?? -1)", "\(rejected.count)",
                try fixture.service.usage.peakMegabytes.shown(1) + " MB")
            guard answer["accepted"]?.integer == accepted, answer["unchanged"]?.integer == rows - accepted,
                rejected.compactMap({ $0["line"]?.integer }) == bad
            else { throw BenchmarkError("the import differs from the file: \(answer)") }
        }
        let counts = try await fixture.database.query(
            """
            SELECT (SELECT count(*) FROM completion), (SELECT count(*) FROM outbox WHERE kind = 'fact'
                AND type = 'org.muster.registration.completion.recorded.v1')
            """, deadline: Deadlines.long())
        let (completions, facts) = try counts.first?.decode((Int, Int).self) ?? (0, 0)
        show(
            """
            Import of \(Double(rows).shown()) completions of \(Double(Self.people).shown()) people in one request of \
            \((Double(csv.utf8.count) / 1e6).shown(1)) MB, \(bad.count) bad lines in it; the service's RSS before: \
            \(before.shown(1)) MB
            """)
        table.print()
        show(
            "Check: \(Double(completions).shown()) completions, \(Double(facts).shown()) facts, "
                + "each invalid line reported with its number"
        )
        guard completions == rows, facts == rows else { throw BenchmarkError("the check failed") }
    }

    /// Returns the file and the numbers of its invalid lines.
    private func file() -> (String, [Int]) {
        let courses = ["basic-sro", "advanced-sro", "cpted", "school-security-officer", "sro-management"]
        var (text, bad, line) = ("personEmail,courseCode,completedOn\n", [Int](), 1)
        for number in 0..<rows {
            if number % 5000 == 2500 {
                line += 1
                bad.append(line)
                text += Self.bad[bad.count % Self.bad.count] + "\n"
            }
            line += 1
            let (person, round) = (number % Self.people + 1, number / Self.people)
            let month = 1 + round / 28 % 12
            text += "archive\(person)@muster.example,\(courses[number % courses.count]),"
            text += "\(2001 + round / 336)-\(month < 10 ? "0" : "")\(month)-\(10 + round % 18)\n"
        }
        return (text, bad)
    }

    private func post(_ csv: String) throws -> JSON {
        var line = try LoadLine(port: fixture.port)
        defer { line.close() }
        let (status, text) = try line.ask(
            "POST", "/v1/imports/completions", token: fixture.staff, body: csv, type: "text/csv")
        guard status == 200 else { throw BenchmarkError("the import failed: \(text)") }
        return try JSON.parse(text.utf8)
    }
}

/// Deadlines for statements that take longer than a service's may.
enum Deadlines {
    static func long() -> Deadline { .after(.seconds(300)) }
}
