import Contracts
import HTTP
import Idempotency
import JSONSchema
import JSONTree
import Messaging
import Observability
import Postgres
import Primitives
import TestSupport
import Testing
import Web

@Suite("Idempotency-Key, on PostgreSQL and through sockets")
struct IdempotencyKeyTests {
    /// A service whose only thing is a row a request.
    private struct Desk: Sendable {
        let database: PostgresClient
        let application: WebApplication

        init() async throws {
            let database = PostgresClient(
                try await PostgresFixture.database(
                    schema: "desk",
                    migrations: Journal.migrations + Idempotency.migrations + [
                        Migration("0001_ticket", "CREATE TABLE ticket (id uuid PRIMARY KEY, seats bigint NOT NULL)")
                    ]))
            let journal = Journal(service: .registration, database: database)
            var configuration = WebConfiguration(title: "Desk")
            configuration.rateLimits = nil
            self.database = database
            application = try WebApplication(
                [Self.take(journal, "/v1/tickets"), Self.take(journal, "/v1/others")], configuration: configuration,
                tokens: WordTokens(), clock: { .now }, log: .silent, metrics: MetricsRegistry())
        }

        private struct Order: Codable {
            let seats: Int
        }

        private struct Ticket: Codable {
            let id: RegistrationID
            let seats: Int
        }

        private static func take(_ journal: Journal, _ path: String) -> Endpoint {
            Endpoint(
                .post, path, "Take seats", access: .anyoneMaybeSignedIn,
                body: .json(.object(.required("seats", .integer(min: 1, max: 100)))),
                answers: [.created(.object(.required("id", .uuid), .required("seats", .integer())))],
                problems: [ProblemCode("full", "No seat is left")], idempotent: true
            ) { call in
                let order = try call.decode(Order.self)
                return try await journal.transact(call) { unit in
                    let ticket = Ticket(id: .new(), seats: order.seats)
                    try await unit.sql.execute("INSERT INTO ticket VALUES (\(ticket.id), \(ticket.seats))")
                    if order.seats > 50 { throw Problem.conflict("full", "Not so many.") }
                    return try .created(ticket, location: "\(path)/\(ticket.id)", version: 1)
                }
            }
        }

        func tickets() async throws -> Int {
            try await database.query("SELECT count(*) FROM ticket")[0].value(at: 0)
        }

        func take(_ port: Int, key: String?, seats: Int = 1, as roles: String? = nil, at path: String = "/v1/tickets")
            async throws -> WebWire.Answer
        {
            var fields = key.map { ["Idempotency-Key: \($0)"] } ?? []
            if let roles { fields.append("Authorization: Bearer \(roles)") }
            return try await WebWire.send(port, "POST", path, fields: fields, body: "{\"seats\":\(seats)}")
        }

        func serve(_ body: (Int) async throws -> Void) async throws {
            try await WebWire.serve(application, body)
            await database.close()
        }
    }

    @Test("the same key and request get the same answer, headers too, and one effect")
    func replays() async throws {
        let desk = try await Desk()
        try await desk.serve { port in
            let first = try await desk.take(port, key: "a")
            let second = try await desk.take(port, key: "a")
            #expect(first.status == 201)
            #expect(second.status == 201)
            #expect(first.body == second.body)
            for field in ["Location: ", "ETag: \"1\"", "Content-Type: application/json"] {
                #expect(first.head.contains(field))
                #expect(second.head.contains(field))
            }
            #expect(try await desk.tickets() == 1)
        }
    }

    @Test("twenty of the same at the same time are one effect and twenty equal answers")
    func concurrent() async throws {
        let desk = try await Desk()
        try await desk.serve { port in
            let bodies = try await withThrowingTaskGroup(of: WebWire.Answer.self) { group in
                for _ in 1...20 { group.addTask { try await desk.take(port, key: "same", as: "member") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(bodies.map(\.status)) == [201])
            #expect(Set(bodies.map(\.body)).count == 1)
            #expect(try await desk.tickets() == 1)
        }
    }

    @Test("the same key with another body is refused, and has no effect")
    func reused() async throws {
        let desk = try await Desk()
        try await desk.serve { port in
            _ = try await desk.take(port, key: "a")
            let other = try await desk.take(port, key: "a", seats: 2)
            #expect(other.status == 422)
            #expect(other.body.contains("idempotencyKeyReused"))
            #expect(try await desk.tickets() == 1)
        }
    }

    @Test("a key belongs to its caller and its route; without one, each request counts")
    func scope() async throws {
        let desk = try await Desk()
        try await desk.serve { port in
            for roles in [nil, "member"] {
                for path in ["/v1/tickets", "/v1/others"] {
                    let reply = try await desk.take(port, key: "a", as: roles, at: path)
                    #expect(reply.status == 201)
                }
            }
            #expect(try await desk.tickets() == 4)
            for _ in 1...2 { _ = try await desk.take(port, key: nil) }
            #expect(try await desk.tickets() == 6)
        }
    }

    @Test("a refusal is not remembered: its effect is rolled back and the next try decided anew")
    func refusals() async throws {
        let desk = try await Desk()
        try await desk.serve { port in
            for _ in 1...2 {
                let refused = try await desk.take(port, key: "a", seats: 60)
                #expect(refused.status == 409)
            }
            #expect(try await desk.take(port, key: "a", seats: 5).status == 201)
            #expect(try await desk.tickets() == 1)
        }
    }

    @Test("a key is forgotten after a day, swept or not")
    func expiry() async throws {
        let desk = try await Desk()
        try await desk.serve { port in
            _ = try await desk.take(port, key: "a")
            _ = try await desk.take(port, key: "b")
            #expect(try await Idempotency.removeExpired(desk.database) == 0)
            try await desk.database.execute("UPDATE idempotency_key SET created_at = now() - interval '25 hours'")
            #expect(try await desk.take(port, key: "a", seats: 2).status == 201)
            #expect(try await desk.tickets() == 3)
            #expect(try await Idempotency.removeExpired(desk.database) == 1)
            #expect(try await desk.take(port, key: "b", seats: 3).status == 201)
        }
    }

    @Test("a key is 1 to 255 visible ASCII characters")
    func form() async throws {
        let desk = try await Desk()
        try await desk.serve { port in
            let longest = try await desk.take(port, key: String(repeating: "k", count: 255))
            #expect(longest.status == 201)
            for key in [String(repeating: "k", count: 256), "a b", "é"] {
                let reply = try await desk.take(port, key: key)
                #expect(reply.status == 422, "\(key)")
                #expect(reply.body.contains("/header/Idempotency-Key"))
            }
        }
    }
}
