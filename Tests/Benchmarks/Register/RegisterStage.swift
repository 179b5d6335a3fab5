import Executors
import Foundation
import JSONSchema
import JSONTree
import Postgres
import Primitives
import Security
import Synchronization

/// The registration service as it is used, with its relay and its broker, and people who want seats.
///
/// Nothing is switched off: each request bears a token of a person of its own, signed with a key that stands where the keys topic
/// puts it. Members have asked for the quote before, as people do, so the service remembers their tokens. Strangers are more than it
/// remembers, and come in turn: each token is verified anew.
final class RegisterStage: Sendable {
    static let spread = 200
    static let capacity = 100_000
    static let members = 9_000
    static let strangers = 40_000

    /// People who come in turn.
    private struct Crowd: ~Copyable {
        let tokens: [String]
        let turn = Mutex(0)
    }

    let service: StartedService
    let port: Int
    /// The administrator's, in the service's schema.
    let database: PostgresClient
    /// The same tables on the same server, without a service.
    let plain: PlainRegistrations
    let classes: [String]
    private let staff: String
    private let members: Crowd
    private let strangers: Crowd

    private init(
        service: StartedService, port: Int, database: PostgresClient, plain: PlainRegistrations, classes: [String],
        staff: String, members: [String], strangers: [String]
    ) {
        self.service = service
        self.port = port
        self.database = database
        self.plain = plain
        self.classes = classes
        self.staff = staff
        self.members = Crowd(tokens: members)
        self.strangers = Crowd(tokens: strangers)
    }

    static func start(_ arguments: Arguments) async throws -> RegisterStage {
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
        progress("signing \(members + strangers) tokens")
        let tokens = await signed(members + strangers, with: key, issuer: issuer)
        let staff = token(of: .new(), roles: ["staff"], with: key, issuer: issuer)
        let word = try arguments.text("service")
        let service = try StartedService(word[...], arguments.text("folder"), arguments.text("logs"))
        guard let port = Int(word.split(separator: ":").last ?? "") else { throw Mistake("--service is name:port") }
        do {
            _ = try await service.start()
            let classes = try await makeClasses(spread, of: capacity, port: port, token: staff)
            let stage = RegisterStage(
                service: service, port: port, database: database, plain: try PlainRegistrations(url: url),
                classes: classes,
                staff: staff, members: Array(tokens.prefix(members)), strangers: Array(tokens.dropFirst(members)))
            try await stage.showQuotes()
            try await stage.plain.prepare(like: try await stage.sample(), classes: spread, capacity: capacity)
            return stage
        } catch {
            await service.stop()
            throw error
        }
    }

    func stop() async {
        await service.stop()
        await database.close()
    }

    /// New classes; their ids.
    func makeClasses(_ count: Int, of capacity: Int) async throws -> [String] {
        try await Self.makeClasses(count, of: capacity, port: port, token: staff)
    }

    /// So many requests, each by the next in turn: over all these classes at once, or all for the first class until everybody has a
    /// seat in it, then for the next. Nobody asks for a class twice.
    func requests(
        _ count: Int, for classes: [String], oneByOne: Bool = false, byStrangers: Bool = false
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
        return byStrangers ? fill(strangers) : fill(members)
    }

    /// So many requests were sent; the next load goes on with those who come after.
    func pass(_ count: Int, byStrangers: Bool = false) {
        if byStrangers { strangers.turn.withLock { $0 += count } } else { members.turn.withLock { $0 += count } }
    }

    /// Each member looks at what a class would cost.
    private func showQuotes() async throws {
        var requests = PreparedRequests()
        for token in members.tokens { requests.add("GET", "/v1/offerings/\(classes[0])/quote", token: token) }
        let outcome = try await LoadClient(port: port, connections: 16).run(requests)
        guard outcome.count(200) == members.tokens.count else { throw Mistake("no quotes: \(outcome.samples)") }
    }

    /// The trial balance, as staff sees it.
    func ledger() async throws -> JSON {
        var request = PreparedRequests()
        request.add("GET", "/v1/reports/ledger", token: staff)
        let outcome = try await LoadClient(port: port, connections: 1).run(request)
        guard let text = outcome.samples[200] else { throw Mistake("the ledger: \(outcome.samples)") }
        return try JSON.parse(text.utf8)
    }

    /// Until the relay has sent all that stands in the journal.
    func relayIsDone() async throws {
        let deadline = Deadline.after(.seconds(60))
        while try await database.query(
            "SELECT 1 FROM relay_cluster WHERE cursor >= (SELECT coalesce(max(id), 0) FROM outbox)"
        ).isEmpty {
            guard !deadline.hasPassed else { throw Mistake("the relay did not send all in a minute") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// One registration, to see what rows it makes.
    private func sample() async throws -> SampleRegistration {
        let offering = try await makeClasses(1, of: 10)
        let outcome = try await LoadClient(port: port, connections: 1).run(requests(1, for: offering))
        guard outcome.count(201) == 1 else { throw Mistake("no registration: \(outcome.samples)") }
        return try await SampleRegistration(of: offering[0], in: database)
    }

    private static func makeClasses(_ count: Int, of capacity: Int, port: Int, token: String) async throws -> [String] {
        var requests = PreparedRequests()
        for _ in 0..<count {
            requests.add(
                "POST", "/v1/offerings", token: token,
                body: """
                    {"agencyId":"\(AgencyID.new())","courseCode":"basic-sro","startsOn":"2035-06-04",\
                    "endsOn":"2035-06-08","capacity":\(capacity),"contact":{"name":"Desk","email":"desk@muster.example"},\
                    "venue":{"name":"Hoover Training Center","address":"1 Main Street","city":"Hoover","state":"AL",\
                    "country":"US","timeZone":"America/Chicago"}}
                    """)
        }
        let outcome = try await LoadClient(port: port, connections: 1).run(requests, keepingBodies: true)
        let ids = try outcome.bodies.compactMap { try JSON.parse($0.utf8)["id"]?.string }
        guard ids.count == count else { throw Mistake("no classes: \(outcome.samples)") }
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
