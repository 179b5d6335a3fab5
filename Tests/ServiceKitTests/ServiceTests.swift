import Configuration
import Contracts
import DomainClock
import HTTP
import JSONSchema
import JSONTree
import Jobs
import Messaging
import Observability
import Postgres
import Primitives
import Security
import ServiceKit
import Synchronization
import TestSupport
import Testing
import TokenKeys
import UseCases
import Web

/// A service as small as one can be, run whole.
private let notes = ServiceDefinition(
    name: .certification, title: "Muster notes", defaultPort: 8083,
    keys: [.int("CERTIFICATION_NOTES_MAX", default: 3, in: 1...9, "How many notes there may be.")],
    migrations: [Migration("1000_notes", "CREATE TABLE note (id uuid PRIMARY KEY, text text NOT NULL, due_on date)")]
) { context in
    ServiceParts(
        endpoints: [
            .get(
                "/v1/notes",
                Operation(
                    "How many notes there are", access: .staff,
                    answers: [.ok(.object(.required("count", .integer)))]
                ) { _ in
                    let rows = try await context.database.query("SELECT count(*) AS count FROM note")
                    return try .ok(["count": try rows[0].value("count", as: Int.self)])
                })
        ],
        jobs: [
            BackgroundJob("expire", every: .seconds(3600)) {
                let today = context.clock.today(in: .utc)
                try await context.database.execute("DELETE FROM note WHERE due_on < \(today)")
            }
        ],
        policies: { _ in ["max": .integer(context.configuration.int("CERTIFICATION_NOTES_MAX"))] })
}

@Suite struct ServiceTests {
    let start = Instant("2026-03-01T12:00:00Z")!

    @Test func `a service starts, answers and stops without Kafka`() async throws {
        let fixture = try await ServiceFixture.start(notes, at: start, kafka: "127.0.0.1:1")
        #expect(try #require(fixture.service).port > 0)
        #expect(try await fixture.send(.get, "/livez").status == 200)
        let ready = try await fixture.send(.get, "/readyz")
        #expect(ready.status == 200)
        #expect(ready.json["status"] == "ready")
        let names = (ready.json["checks"]?.array ?? []).compactMap { $0["name"]?.string }
        #expect(names == ["database", "migrations", "keys"])
        #expect(try await fixture.send(.get, "/v1/policies").json["max"] == 3)
        let metrics = try await fixture.send(.get, "/metrics").text
        for name in ["process_resident_memory_bytes", "muster_ready 1", "muster_database_connections{state=\"open\"}"] {
            #expect(metrics.contains(name))
        }
        let began = ContinuousClock.now
        await fixture.stop()
        #expect(ContinuousClock.now - began < .seconds(8))
        #expect(try await fixture.send(.get, "/readyz").status == 503)
    }

    @Test func `each scrape shows readiness, even when /readyz is not requested`() async throws {
        let fixture = try await ServiceFixture.start(notes, at: start, kafka: "127.0.0.1:1")
        #expect(try await fixture.send(.get, "/metrics").text.contains("\nmuster_ready 1\n"))
        try await fixture.database.execute(
            "DELETE FROM schema_migrations")
        let isTold = try await eventually {
            try await fixture.send(.get, "/metrics").text.contains("\nmuster_ready 0\n")
        }
        #expect(isTold)
        await fixture.stop()
        #expect(try await fixture.send(.get, "/metrics").text.contains("\nmuster_ready 0\n"))
    }

    @Test func `the consumer has its own database connections`() async throws {
        let fixture = try await ServiceFixture.start(notes, at: start, kafka: "127.0.0.1:1")
        let isThere = try await eventually {
            try await !fixture.context.database.query(
                """
                SELECT 1 FROM pg_stat_activity
                WHERE datname = current_database() AND application_name LIKE '%-consumer'
                """
            ).isEmpty
        }
        #expect(isThere)
        await fixture.stop()
    }

    @Test func `a token is verified by the keys in the service's own tables`() async throws {
        let fixture = try await ServiceFixture.start(notes, at: start)
        #expect(try await fixture.send(.get, "/v1/notes").status == 401)
        #expect(try await fixture.send(.get, "/v1/notes", as: "nonsense").status == 401)
        #expect(try await fixture.send(.get, "/v1/notes", as: fixture.token(.member)).status == 403)
        let token = fixture.token(.staff)
        #expect(try await fixture.send(.get, "/v1/notes", as: token).json["count"] == 0)
        fixture.clock.move(to: start.adding(seconds: 3600 + 60))
        #expect(try await fixture.send(.get, "/v1/notes", as: token).status == 401)
        await fixture.stop()
    }

    @Test func `an unknown key is looked up in the table before the token is refused`() async throws {
        let fixture = try await ServiceFixture.start(notes, at: start)
        let key = Ed25519Key.generate()
        let claims = TokenClaims(
            issuer: "http://127.0.0.1:8081", subject: PersonID.new().description, tokenID: "t", issuedAt: start,
            expiresAt: start.adding(seconds: 600), roles: ["staff"])
        let token = JWT.sign(claims, with: key)
        #expect(try await fixture.send(.get, "/v1/notes", as: token).status == 401)
        // As another replica's projection would: nothing tells this process.
        try await fixture.database.execute(
            """
            INSERT INTO signing_key VALUES (\(key.kid), \(key.publicKey.bytes), \(start), \(start.adding(seconds: 600)))
            """)
        #expect(try await fixture.send(.get, "/v1/notes", as: token).status == 200)
        await fixture.stop()
    }

    @Test func `a revocation holds at once in its replica and within a second in another`() async throws {
        let fixture = try await ServiceFixture.start(notes, at: start)
        let person = PersonID.new()
        let token = fixture.token(.staff, person: person)
        #expect(try await fixture.send(.get, "/v1/notes", as: token).status == 200)
        let store = fixture.context.tokens
        try await fixture.context.journal.update { [start] unit in
            try await store.revoke(
                person.description, at: start, expiresAt: start.adding(seconds: 3600), in: unit)
        }
        #expect(try await fixture.send(.get, "/v1/notes", as: token).status == 401)

        let other = PersonID.new()
        let otherToken = fixture.token(.staff, person: other)
        #expect(try await fixture.send(.get, "/v1/notes", as: otherToken).status == 200)
        try await fixture.database.execute(
            """
            INSERT INTO token_revocation (subject, before, expires_at)
            VALUES (\(other.description), \(start), \(start.adding(seconds: 3600)))
            """)
        let began = ContinuousClock.now
        #expect(
            try await eventually { try await fixture.send(.get, "/v1/notes", as: otherToken).status == 401 })
        #expect(ContinuousClock.now - began < .seconds(2))
        fixture.clock.move(to: start.adding(seconds: 1))
        #expect(try await fixture.send(.get, "/v1/notes", as: fixture.token(.staff, person: person)).status == 200)
        await fixture.stop()
    }

    @Test func `a revocation committed during a refresh is not missed`() async throws {
        let fixture = try await ServiceFixture.start(notes, at: start)
        let person = PersonID.new()
        let token = fixture.token(.staff, person: person)
        let store = fixture.context.tokens
        try await fixture.database.transaction { [start] sql in
            try await sql.execute(
                """
                INSERT INTO token_revocation (subject, before, expires_at)
                VALUES (\(person.description), \(start), \(start.adding(seconds: 3600)))
                """)
            // Later transactions commit, and the store reads past this one.
            for subject in ["a", "b"] {
                try await fixture.database.execute(
                    "INSERT INTO token_revocation (subject, before, expires_at) VALUES (\(subject), \(start), \(start))"
                )
                try await store.refresh()
            }
        }
        try await store.refresh()
        #expect(try await fixture.send(.get, "/v1/notes", as: token).status == 401)
        await fixture.stop()
    }

    @Test func `jobs run at the start and when the clock moves, on one replica`() async throws {
        let fixture = try await ServiceFixture.start(notes, at: start)
        try await fixture.database.execute(
            """
            INSERT INTO note VALUES
                (\(NoteTag.new().uuid), 'soon', '2026-04-01'), (\(NoteTag.new().uuid), 'later', '2027-01-01')
            """
        )
        fixture.clock.move(to: try #require(Instant("2026-04-02T00:00:00Z")))
        let left: @Sendable () async throws -> Int = {
            try await fixture.database.query("SELECT count(*) AS count FROM note")[0].value("count")
        }
        #expect(try await eventually { try await left() == 1 })
        await fixture.stop()
    }

    private typealias NoteTag = Identifier<Entity.Application>
}
