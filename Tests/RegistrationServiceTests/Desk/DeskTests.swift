import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// The registration desk.
@Suite struct DeskTests {
    /// Holds the lock of the offering's row until the other requests wait behind the first one's transaction.
    private static func whileLocked(
        _ fixture: RegistrationFixture, _ offering: String, first: @escaping @Sendable () async throws -> Reply,
        others: [@Sendable () async throws -> Reply], then: () async throws -> Void = {}
    ) async throws -> [Reply] {
        try await withThrowingTaskGroup(of: (Int, Reply).self) { group in
            try await fixture.database.transaction { sql in
                _ = try await sql.query("SELECT 1 FROM offering WHERE id = \(OfferingID(offering)) FOR UPDATE")
                group.addTask { (0, try await first()) }
                try await expect { try await waitsForLock(fixture) }
                for (index, other) in others.enumerated() {
                    group.addTask { (index + 1, try await other()) }
                    try await expect {
                        await fixture.metric("muster_registration_desk_waiting") == Double(index + 1)
                    }
                }
                try await then()
            }
            return try await group.reduce(into: [(Int, Reply)]()) { $0.append($1) }
                .sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func expect(_ condition: () async throws -> Bool) async throws {
        let isMet = try await eventually(within: .seconds(60), condition)
        try #require(isMet)
    }

    private static func waitsForLock(_ fixture: RegistrationFixture) async throws -> Bool {
        try await fixture.database.query(
            """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            """
        ).first?.value(at: 0, as: Int.self) == 1
    }

    private static func post(
        _ fixture: RegistrationFixture, _ offering: String, as caller: Caller = Caller(), _ more: [String: JSON] = [:],
        key: String? = nil
    ) -> @Sendable () async throws -> Reply {
        let body = JSON.object(["offeringId": .string(offering)].merging(more) { $1 })
        return {
            var headers: HTTPHeaders = [:]
            headers["Idempotency-Key"] = key
            return try await fixture.send("POST", "/v1/registrations", as: caller, body, headers: headers)
        }
    }

    @Test
    func `A class that stays locked beyond the timeout is answered 503, and delays other classes only once`()
        async throws
    {
        let fixture = try await RegistrationFixture(pool: 8, lockTimeout: .seconds(3))
        let (locked, free) = (try await fixture.offering(capacity: 50), try await fixture.offering(capacity: 50))
        try await fixture.database.transaction { sql in
            _ = try await sql.query("SELECT 1 FROM offering WHERE id = \(OfferingID(locked)) FOR UPDATE")
            let statuses = try await withThrowingTaskGroup(of: (Bool, Int).self) { group in
                for number in 0..<40 {
                    let isFree = number.isMultiple(of: 2)
                    group.addTask { (isFree, try await Self.post(fixture, isFree ? free : locked)().status) }
                }
                return try await group.reduce(into: [(Bool, Int)]()) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0.1 == ($0.0 ? 201 : 503) }, "\(statuses)")
            // The class is remembered as slow: its requests wait, while others are decided.
            try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask { try await Self.post(fixture, locked)().status }
                try await Self.expect { try await Self.waitsForLock(fixture) }
                #expect(try await Self.post(fixture, free)().status == 201)
                #expect(try await Self.waitsForLock(fixture))
                #expect(try await group.next() == 503)
            }
        }
        #expect(try await Self.post(fixture, locked)().status == 201)
        #expect(try await Self.post(fixture, locked)().status == 201)
    }

    @Test func `Requests that arrive during a transaction are decided by the next one, in their order`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 12)
        let replies = try await Self.whileLocked(
            fixture, offering, first: Self.post(fixture, offering),
            others: (0..<20).map { _ in Self.post(fixture, offering) }
        )
        #expect(replies.map(\.status) == Array(repeating: 201, count: 12) + Array(repeating: 409, count: 9))
        let transactions: Int? = try await fixture.database.query(
            "SELECT count(DISTINCT xmin::text) FROM registration"
        ).first?.value(at: 0)
        #expect(transactions == 2)
        let facts = try await fixture.facts(of: offering)
        #expect(facts.dropFirst().compactMap { $0.data["seatsTaken"]?.integer } == Array(1...12))
        let ids = replies.prefix(12).compactMap { $0.json["id"]?.string }
        #expect(facts.dropFirst().compactMap { $0.data["registrationId"]?.string } == ids)
    }

    @Test(.rule(.D7)) func `D7: the waitlist has a group's requests in the order in which they arrived`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 1)
        let replies = try await Self.whileLocked(
            fixture, offering, first: Self.post(fixture, offering, ["waitlist": true]),
            others: (0..<5).map { _ in Self.post(fixture, offering, ["waitlist": true]) })
        #expect(replies.map { $0.json["position"] } == [.null, 1, 2, 3, 4, 5])
        let list = try await fixture.send("GET", "/v1/offerings/\(offering)/waitlist", as: fixture.staff)
        #expect(
            list.json["items"]?.array?.compactMap { $0["registrationId"]?.string ?? $0["id"]?.string }
                == replies.dropFirst().compactMap { $0.json["id"]?.string })
    }

    @Test func `A request whose rows the database refuses fails alone`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let broken = Caller()
        try await fixture.database.execute(
            Query(
                unsafeSQL: """
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        RAISE EXCEPTION 'not this one';
                    END $$
                    """))
        try await fixture.database.execute(
            Query(
                unsafeSQL: """
                    CREATE TRIGGER refuse BEFORE INSERT ON registration FOR EACH ROW
                    WHEN (NEW.person_id = '\(broken.person)') EXECUTE FUNCTION refuse()
                    """))
        let replies = try await Self.whileLocked(
            fixture, offering, first: Self.post(fixture, offering),
            others: [
                Self.post(fixture, offering), Self.post(fixture, offering, as: broken), Self.post(fixture, offering),
            ])
        #expect(replies.map(\.status) == [201, 201, 500, 201])
        #expect(try await fixture.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 17)
    }

    @Test func `A full queue answers 503 with Retry-After, and the request has no effect`() async throws {
        let fixture = try await RegistrationFixture(desk: .init(queueLength: 2))
        let offering = try await fixture.offering()
        let late = Caller()
        let replies = try await Self.whileLocked(
            fixture, offering, first: Self.post(fixture, offering),
            others: [Self.post(fixture, offering), Self.post(fixture, offering)]
        ) {
            let refused = try await Self.post(fixture, offering, as: late)()
            #expect(refused.status == 503)
            #expect(refused.headers["Retry-After"] != nil)
        }
        #expect(replies.map(\.status) == [201, 201, 201])
        #expect(try await Self.post(fixture, offering, as: late)().status == 201)
    }

    @Test func `One key twice at once makes one registration with one answer; a key that was refused is decided again`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 2)
        let caller = Caller()
        let replies = try await Self.whileLocked(
            fixture, offering, first: Self.post(fixture, offering),
            others: [
                Self.post(fixture, offering, as: caller, key: "k"), Self.post(fixture, offering, as: caller, key: "k"),
            ])
        #expect(replies.map(\.status) == [201, 201, 201])
        #expect(replies[1].json == replies[2].json)

        let late = Caller()
        let full = try await Self.post(fixture, offering, as: late, key: "l")()
        #expect(full.code == "offeringFull")
        let id = replies[1].json["id"]?.string ?? ""
        _ = try await fixture.send("POST", "/v1/registrations/\(id)/cancellation", as: caller, [:])
        #expect(try await Self.post(fixture, offering, as: late, key: "l")().status == 201)
    }
}
