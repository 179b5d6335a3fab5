import Foundation
import JSONTree
import Postgres

/// `BENCH=calendar`: calendar responses per second over HTTP while people register, with a check of the shown seats.
struct CalendarBenchmark {
    private static let (watched, capacity) = (20, 100_000)

    private let fixture: CalendarFixture
    private let clients: Int
    private let seconds: Int
    private let rounds: Int
    private let perSecond: Int
    private let postgres: ProcessUsage

    static func run(_ arguments: Arguments) async throws {
        let (offerings, registrations) = (
            try arguments.number("offerings", or: 50_000), try arguments.number("registrations", or: 1_000_000)
        )
        let start = monotonicSeconds()
        let fixture = try await CalendarFixture.start(arguments) { database in
            try await CalendarRows.fill(database, offerings: offerings, registrations: registrations)
        }
        progress("filled in \((monotonicSeconds() - start).shown(1)) s")
        do {
            try await CalendarBenchmark(fixture, arguments).run()
        } catch {
            await fixture.stop()
            throw error
        }
        await fixture.stop()
    }

    private init(_ fixture: CalendarFixture, _ arguments: Arguments) throws {
        self.fixture = fixture
        clients = try arguments.number("clients", or: 16)
        seconds = max(1, try arguments.number("seconds", or: 8))
        rounds = max(1, try arguments.number("rounds", or: 3))
        perSecond = max(1, try arguments.number("per-second", or: 50))
        postgres = ProcessUsage(name: "PostgreSQL", process: try arguments.number("postgres-process", or: 0))
    }

    private func run() async throws {
        let requests = try await CalendarRequests.make(fixture.database)
        let classes = try makeClasses()
        let mixed = requests.mixed(200_000)
        _ = try await load(mixed, seconds: 2)
        let paced = PacedRegistrations(fixture, classes, capacity: Self.capacity, perSecond: perSecond)
        async let registering: Void = paced.run()
        var table = Table("", "answers/s", "p50", "p99", "service", "PostgreSQL", "load")
        var (rates, p50, p99, shares) = ([Double](), [Double](), [Double](), [[Double]]())
        for round in 1...rounds {
            let (outcome, used) = try await load(mixed, seconds: seconds)
            let latencies = outcome.latencies[200] ?? []
            rates.append(outcome.rate)
            p50.append(latencies.percentile(50) * 1e3)
            p99.append(latencies.percentile(99) * 1e3)
            shares.append(used)
            progress("round \(round) of \(rounds): \(outcome.rate.shown())/s, p99 \(p99[round - 1].shown(1)) ms")
        }
        let median = shares[0].indices.map { place in shares.map { $0[place] }.median.shown() + " %" }
        table.add(
            "all, mixed", rates.median.shown(), p50.median.shown(1) + " ms", p99.median.shown(1) + " ms", median[0],
            median[1], median[2])
        for kind in requests.kinds {
            let (outcome, used) = try await load(requests.requests(of: kind, 50_000), seconds: 2)
            let latencies = outcome.latencies[200] ?? []
            table.add(
                kind.name, outcome.rate.shown(), (latencies.percentile(50) * 1e3).shown(1) + " ms",
                (latencies.percentile(99) * 1e3).shown(1) + " ms", used[0].shown() + " %", used[1].shown() + " %",
                used[2].shown() + " %")
        }
        let (made, looks, wrong) = paced.end()
        try await registering
        let counts = try await fixture.database.query(
            "SELECT (SELECT count(*) FROM offering), (SELECT count(*) FROM registration)")
        let (offerings, registrations) = try counts.first?.decode((Int, Int).self) ?? (0, 0)
        show(
            """
            Calendar over HTTP: \(Double(offerings).shown()) classes, \(Double(registrations).shown()) registrations, \
            \(clients) clients, \(perSecond) registrations per second meanwhile. First row: medians of \(rounds) \
            rounds of \(seconds) s, others 2 s each; processor in percent of a core; the service's RSS \
            \(fixture.service.residentMegabytes.shown()) MB
            """)
        table.print()
        guard wrong == nil else { throw BenchmarkError("wrong number of seats: \(wrong ?? "")") }
        try await CalendarCheck(fixture: fixture).run(made: made, looks: looks)
    }

    private func load(_ requests: PreparedRequests, seconds: Int) async throws -> (LoadOutcome, [Double]) {
        let meter = UsageMeter([
            try fixture.service.usage, postgres, ProcessUsage(name: "load", process: Int(getpid())),
        ])
        let outcome = try await LoadClient(port: fixture.port, connections: clients).run(
            requests, seconds: Double(seconds))
        guard outcome.latencies.keys.allSatisfy({ $0 == 200 }) else {
            throw BenchmarkError("some requests failed: \(outcome.samples.filter { $0.key != 200 })")
        }
        return (outcome, meter.shares())
    }

    /// Creates separate classes for the registrations, each found by a unique word.
    private func makeClasses() throws -> [String] {
        var line = try LoadLine(port: fixture.port)
        defer { line.close() }
        return try (0..<Self.watched).map { number in
            let (status, text) = try line.ask(
                "POST", "/v1/offerings", token: fixture.staff,
                body: """
                    {"agencyId":"0190a1b2-0000-7000-8000-000000000001","courseCode":"basic-sro",\
                    "startsOn":"2035-06-04","endsOn":"2035-06-08","capacity":\(Self.capacity),\
                    "venue":{"name":"Hall","address":"1 Main Street",\
                    "city":"Hoover","state":"AL","country":"US","timeZone":"America/Chicago"},\
                    "contact":{"name":"Carla Cole","email":"carla@springfield.example"}}
                    """)
            guard status == 201, let id = try JSON.parse(text.utf8)["id"]?.string else {
                throw BenchmarkError("no class: \(text)")
            }
            let named = try line.ask(
                "PATCH", "/v1/offerings/\(id)", token: fixture.staff, body: #"{"title":"Watched\#(number)x \#(id)"}"#)
            guard named.status == 200 else { throw BenchmarkError("no title: \(named.text)") }
            return id
        }
    }
}

/// Checks at the end that every class's seats in the calendar are its capacity minus its registrations.
struct CalendarCheck {
    let fixture: CalendarFixture

    func run(made: Int, looks: Int) async throws {
        let wrong = try await fixture.database.query(
            """
            SELECT count(*) FROM offering o WHERE status = 'published' AND seats_taken <> (
                SELECT count(*) FROM registration r WHERE r.offering_id = o.id
                    AND r.status IN ('pendingPayment', 'confirmed'))
            """, deadline: Deadlines.long())
        let differing = try wrong.first?.value(at: 0, as: Int.self) ?? -1
        var line = try LoadLine(port: fixture.port)
        defer { line.close() }
        var (shown, different, next) = (0, 0, "")
        repeat {
            let (_, text) = try line.ask("GET", "/v1/offerings?limit=200\(next)", token: "")
            let page = try JSON.parse(text.utf8)
            let items = page["items"]?.array ?? []
            different += try await self.different(items)
            shown += items.count
            next = page["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
        } while !next.isEmpty
        let wanted = try await fixture.database.query(
            "SELECT count(*) FROM offering WHERE status = 'published' AND ends_on >= current_date")
        let upcoming = try wanted.first?.value(at: 0, as: Int.self) ?? 0
        show(
            """
            Check: \(Double(made).shown()) registered meanwhile, \(looks) checks of their classes' seats all correct; \
            \(Double(shown).shown()) of \(Double(upcoming).shown()) classes shown page by page, seats that differ from \
            the registrations: \(different) shown, \(differing) stored
            """)
        guard different == 0, differing == 0, abs(shown - upcoming) <= upcoming / 100 else {
            throw BenchmarkError("the check failed")
        }
    }

    private func different(_ items: [JSON]) async throws -> Int {
        let ids = items.compactMap { $0["id"]?.string }
        let rows = try await fixture.database.query(
            """
            SELECT o.id::text, o.capacity - count(r.id) FROM offering o
            LEFT JOIN registration r ON r.offering_id = o.id AND r.status IN ('pendingPayment', 'confirmed')
            WHERE o.id = ANY(\(ids)::uuid[]) GROUP BY o.id
            """
        ).map { try $0.decode((String, Int).self) }
        let counted = Dictionary(uniqueKeysWithValues: rows)
        return items.filter { $0["seatsRemaining"]?.integer != counted[$0["id"]?.string ?? ""] }.count
    }
}
