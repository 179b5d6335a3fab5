import Executors
import Foundation
import JSONSchema
import JSONTree
import Postgres
import Primitives
import Security
import Synchronization

/// The registration service with its relay and its broker, and people who register.
///
/// Nothing is switched off. Each request has the token of a different person, signed with a key that is stored where
/// the keys topic puts it. Members have asked for the quote before, as people do, so their tokens are cached. Newcomers
/// are more than the cache holds and rotate, so each of their tokens is verified.
final class RegisterFixture: Sendable {
    static let spread = 200
    static let capacity = 100_000
    static let members = 9_000
    static let newcomers = 40_000

    /// People who register in turn.
    private struct Crowd: ~Copyable {
        let tokens: [String]
        let turn = Mutex(0)
    }

    let service: StartedService
    let port: Int
    /// An administrator's client, in the service's schema.
    let database: PostgresClient
    /// The same tables on the same server, without a service.
    let plain: PlainRegistrations
    let classes: [String]
    private let staff: String
    private let members: Crowd
    private let newcomers: Crowd

    private init(
        service: StartedService, port: Int, database: PostgresClient, plain: PlainRegistrations, classes: [String],
        staff: String, members: [String], newcomers: [String]
    ) {
        self.service = service
        self.port = port
        self.database = database
        self.plain = plain
        self.classes = classes
        self.staff = staff
        self.members = Crowd(tokens: members)
        self.newcomers = Crowd(tokens: newcomers)
    }

    static func start(_ arguments: Arguments) async throws -> RegisterFixture {
        let url = try arguments.text("database")
        var configuration = try PostgresConfiguration(url: url)
        let connection = try await PostgresConnection.connect(configuration)
        try await connection.execute("CREATE DATABASE \(identifier: PlainRegistrations.database) TEMPLATE muster")
        await connection.close()
        configuration.database = "muster"
        configuration.schema = "registration"
        let database = PostgresClient(configuration)
        let key = Ed25519Key.generate()
        try await database.execute(
            """
            INSERT INTO signing_key (kid, public_key, not_before, not_after) VALUES
                (\(key.kid), \(key.publicKey.bytes), '2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z')
            """)
        let issuer = try arguments.text("issuer")
        progress("signing \(members + newcomers) tokens")
        let tokens = await signed(members + newcomers, with: key, issuer: issuer)
        let staff = token(of: .new(), roles: ["staff"], with: key, issuer: issuer)
        let word = try arguments.text("service")
        let service = try StartedService(word[...], arguments.text("folder"), arguments.text("logs"))
        guard let port = Int(word.split(separator: ":").last ?? "") else {
            throw BenchmarkError("--service is name:port")
        }
        do {
            _ = try await service.start()
            let classes = try await makeClasses(spread, of: capacity, port: port, token: staff)
            let fixture = RegisterFixture(
                service: service, port: port, database: database, plain: try PlainRegistrations(url: url),
                classes: classes,
                staff: staff, members: Array(tokens.prefix(members)), newcomers: Array(tokens.dropFirst(members)))
            try await fixture.showQuotes()
            try await fixture.plain.prepare(like: try await fixture.sample(), classes: spread, capacity: capacity)
            return fixture
        } catch {
            await service.stop()
            throw error
        }
    }

    func stop() async {
        await service.stop()
        await database.close()
    }

    /// Creates classes and returns their ids.
    func makeClasses(_ count: Int, of capacity: Int) async throws -> [String] {
        try await Self.makeClasses(count, of: capacity, port: port, token: staff)
    }

    /// Returns requests, each from the next person in turn: over all these classes, or all for the first class until
    /// everyone has a seat in it and then for the next. No one registers for a class twice.
    func requests(
        _ count: Int, for classes: [String], oneByOne: Bool = false, byNewcomers: Bool = false
    ) -> PreparedRequests {
        func fill(_ crowd: borrowing Crowd) -> PreparedRequests {
            var requests = PreparedRequests()
            let (first, people) = (crowd.turn.withLock { $0 }, crowd.tokens.count)
            for number in first..<first + min(count, people * classes.count) {
                let place = oneByOne ? (number - first) / people : (number + number / people) % classes.count
                requests.add(
                    "POST", "/v1/registrations", token: crowd.tokens[number % people],
                    body: #"{"offeringId":"\#(classes[place])"}"#)
            }
            return requests
        }
        return byNewcomers ? fill(newcomers) : fill(members)
    }

    /// Skips people whose requests were sent.
    func pass(_ count: Int, byNewcomers: Bool = false) {
        if byNewcomers { newcomers.turn.withLock { $0 += count } } else { members.turn.withLock { $0 += count } }
    }

    /// Requests a quote for each member.
    private func showQuotes() async throws {
        var requests = PreparedRequests()
        for token in members.tokens { requests.add("GET", "/v1/offerings/\(classes[0])/quote", token: token) }
        let outcome = try await LoadClient(port: port, connections: 16).run(requests)
        guard outcome.count(200) == members.tokens.count else {
            throw BenchmarkError("quotes failed: \(outcome.samples)")
        }
    }

    /// Returns the trial balance, as staff sees it.
    func ledger() async throws -> JSON {
        var request = PreparedRequests()
        request.add("GET", "/v1/reports/ledger", token: staff)
        let outcome = try await LoadClient(port: port, connections: 1).run(request)
        guard let text = outcome.samples[200] else { throw BenchmarkError("the ledger: \(outcome.samples)") }
        return try JSON.parse(text.utf8)
    }

    /// Waits until the relay has sent the whole journal.
    func waitForRelay() async throws {
        let deadline = Deadline.after(.seconds(60))
        while try await database.query(
            "SELECT 1 FROM relay_cluster WHERE cursor >= (SELECT coalesce(max(id), 0) FROM outbox)"
        ).isEmpty {
            guard !deadline.hasPassed else { throw BenchmarkError("the relay did not finish within a minute") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Makes one registration to see which rows it writes.
    private func sample() async throws -> SampleRegistration {
        let offering = try await makeClasses(1, of: 10)
        let outcome = try await LoadClient(port: port, connections: 1).run(requests(1, for: offering))
        guard outcome.count(201) == 1 else { throw BenchmarkError("the registration failed: \(outcome.samples)") }
        return try await SampleRegistration(of: offering[0], in: database)
    }

    private static func makeClasses(_ count: Int, of capacity: Int, port: Int, token: String) async throws -> [String] {
        var requests = PreparedRequests()
        for _ in 0..<count {
            requests.add(
                "POST", "/v1/offerings", token: token,
                body: """
                    {"agencyId":"\(AgencyID.new())","courseCode":"basic-sro","startsOn":"2035-06-04",\
                    "endsOn":"2035-06-08","capacity":\(capacity),\
                    "contact":{"name":"Desk","email":"desk@muster.example"},\
                    "venue":{"name":"Hoover Training Center","address":"1 Main Street","city":"Hoover","state":"AL",\
                    "country":"US","timeZone":"America/Chicago"}}
                    """)
        }
        let outcome = try await LoadClient(port: port, connections: 1).run(requests, keepingBodies: true)
        let ids = try outcome.bodies.compactMap { try JSON.parse($0.utf8)["id"]?.string }
        guard ids.count == count else { throw BenchmarkError("creating classes failed: \(outcome.samples)") }
        return ids
    }

    private static func signed(_ count: Int, with key: Ed25519Key, issuer: String) async -> [String] {
        await withTaskGroup { group in
            for _ in 0..<2 {
                group.addTask {
                    (0..<count / 2).map { _ in token(of: .new(), roles: ["member"], with: key, issuer: issuer) }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func token(of person: PersonID, roles: [String], with key: Ed25519Key, issuer: String) -> String {
        JWT.sign(
            TokenClaims(
                issuer: issuer, subject: person.description, tokenID: EventID.new().description, issuedAt: .now,
                expiresAt: Instant.now.adding(seconds: 3600), roles: roles),
            with: key)
    }
}
