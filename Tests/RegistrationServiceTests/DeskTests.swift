import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

@Suite("The registration desk")
struct DeskTests {
    /// Holds the offering's row until `count` requests stand in line behind the one whose transaction waits for it.
    private static func whileLocked(
        _ world: RegistrationWorld, _ offering: String, first: @escaping @Sendable () async throws -> Reply,
        others: [@Sendable () async throws -> Reply], then: () async throws -> Void = {}
    ) async throws -> [Reply] {
        try await withThrowingTaskGroup(of: (Int, Reply).self) { group in
            try await world.database.transaction { sql in
                _ = try await sql.query("SELECT 1 FROM offering WHERE id = \(OfferingID(offering)) FOR UPDATE")
                group.addTask { (0, try await first()) }
                try await expect { try await waitsForLock(world) }
                for (index, other) in others.enumerated() {
                    group.addTask { (index + 1, try await other()) }
                    try await expect { world.desk.waiting == index + 1 }
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

    private static func waitsForLock(_ world: RegistrationWorld) async throws -> Bool {
        try await world.database.query(
            """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            """
        ).first?.value(at: 0, as: Int.self) == 1
    }

    private static func post(
        _ world: RegistrationWorld, _ offering: String, as caller: Caller = Caller(), _ more: [String: JSON] = [:],
        key: String? = nil
    ) -> @Sendable () async throws -> Reply {
        let body = JSON.object(["offeringId": .string(offering)].merging(more) { $1 })
        return {
            var headers: HTTPHeaders = [:]
            headers["Idempotency-Key"] = key
            return try await world.send("POST", "/v1/registrations", as: caller, body, headers: headers)
        }
    }

    @Test("With several lanes a class that is locked for long holds up its own lane alone")
    func lanes() async throws {
        let world = try await RegistrationWorld(pool: 8, desk: .init(lanes: 4))
        var offerings: [String] = []
        for _ in 0..<16 { offerings.append(try await world.offering(capacity: 1)) }
        let (locked, others) = (offerings[0], offerings.dropFirst())
        let statuses = try await withThrowingTaskGroup(of: Reply.self) { group in
            try await world.database.transaction { sql in
                _ = try await sql.query("SELECT 1 FROM offering WHERE id = \(OfferingID(locked)) FOR UPDATE")
                group.addTask { try await Self.post(world, locked)() }
                try await Self.expect { try await Self.waitsForLock(world) }
                for other in others { group.addTask { try await Self.post(world, other)() } }
                try await Self.expect {
                    try await world.database.query("SELECT 1 FROM registration LIMIT 1").count == 1
                }
            }
            return try await group.reduce(into: []) { $0.append($1.status) }
        }
        #expect(statuses == Array(repeating: 201, count: 16))
    }

    @Test("A class that is locked for longer than anybody waits is answered 503, and holds up the others once only")
    func held() async throws {
        let world = try await RegistrationWorld(pool: 8, lockTimeout: .seconds(3))
        let (locked, free) = (try await world.offering(capacity: 50), try await world.offering(capacity: 50))
        try await world.database.transaction { sql in
            _ = try await sql.query("SELECT 1 FROM offering WHERE id = \(OfferingID(locked)) FOR UPDATE")
            let statuses = try await withThrowingTaskGroup(of: (Bool, Int).self) { group in
                for number in 0..<40 {
                    let isFree = number.isMultiple(of: 2)
                    group.addTask { (isFree, try await Self.post(world, isFree ? free : locked)().status) }
                }
                return try await group.reduce(into: [(Bool, Int)]()) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0.1 == ($0.0 ? 201 : 503) }, "\(statuses)")
            // Remembered: who asks for it waits, and beside it the others are decided.
            try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask { try await Self.post(world, locked)().status }
                try await Self.expect { try await Self.waitsForLock(world) }
                #expect(try await Self.post(world, free)().status == 201)
                #expect(try await Self.waitsForLock(world))
                #expect(try await group.next() == 503)
            }
        }
        #expect(try await Self.post(world, locked)().status == 201)
        #expect(try await Self.post(world, locked)().status == 201)
    }

    @Test("Those who come while a transaction is under way are decided by the next one, in their order")
    func groups() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 12)
        let replies = try await Self.whileLocked(
            world, offering, first: Self.post(world, offering), others: (0..<20).map { _ in Self.post(world, offering) }
        )
        #expect(replies.map(\.status) == Array(repeating: 201, count: 12) + Array(repeating: 409, count: 9))
        let transactions: Int? = try await world.database.query(
            "SELECT count(DISTINCT xmin::text) FROM registration"
        ).first?.value(at: 0)
        #expect(transactions == 2)
        let facts = try await world.facts(of: offering)
        #expect(facts.dropFirst().compactMap { $0.data["seatsTaken"]?.integer } == Array(1...12))
        let ids = replies.prefix(12).compactMap { $0.json["id"]?.string }
        #expect(facts.dropFirst().compactMap { $0.data["registrationId"]?.string } == ids)
    }

    @Test("D7: a group's waitlisted stand in the order in which they came")
    func waitlist() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 1)
        let replies = try await Self.whileLocked(
            world, offering, first: Self.post(world, offering, ["waitlist": true]),
            others: (0..<5).map { _ in Self.post(world, offering, ["waitlist": true]) })
        #expect(replies.map { $0.json["position"] } == [.null, 1, 2, 3, 4, 5])
        let list = try await world.send("GET", "/v1/offerings/\(offering)/waitlist", as: world.staff)
        #expect(
            list.json["items"]?.array?.compactMap { $0["registrationId"]?.string ?? $0["id"]?.string }
                == replies.dropFirst().compactMap { $0.json["id"]?.string })
    }

    @Test("One whose rows the database refuses fails alone")
    func isolation() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let broken = Caller()
        try await world.database.execute(
            Query(
                unsafeSQL: """
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        RAISE EXCEPTION 'not this one';
                    END $$
                    """))
        try await world.database.execute(
            Query(
                unsafeSQL: """
                    CREATE TRIGGER refuse BEFORE INSERT ON registration FOR EACH ROW
                    WHEN (NEW.person_id = '\(broken.person)') EXECUTE FUNCTION refuse()
                    """))
        let replies = try await Self.whileLocked(
            world, offering, first: Self.post(world, offering),
            others: [
                Self.post(world, offering), Self.post(world, offering, as: broken), Self.post(world, offering),
            ])
        #expect(replies.map(\.status) == [201, 201, 500, 201])
        #expect(try await world.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 17)
    }

    @Test("A full line answers 503 with Retry-After, and takes nothing")
    func bound() async throws {
        let world = try await RegistrationWorld(desk: .init(lanes: 1, queueLength: 2))
        let offering = try await world.offering()
        let late = Caller()
        let replies = try await Self.whileLocked(
            world, offering, first: Self.post(world, offering),
            others: [Self.post(world, offering), Self.post(world, offering)]
        ) {
            let refused = try await Self.post(world, offering, as: late)()
            #expect(refused.status == 503)
            #expect(refused.headers["Retry-After"] != nil)
        }
        #expect(replies.map(\.status) == [201, 201, 201])
        #expect(try await Self.post(world, offering, as: late)().status == 201)
    }

    @Test("One key twice at the same time is one registration with one answer; a refused key is decided anew")
    func keys() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 2)
        let caller = Caller()
        let replies = try await Self.whileLocked(
            world, offering, first: Self.post(world, offering),
            others: [
                Self.post(world, offering, as: caller, key: "k"), Self.post(world, offering, as: caller, key: "k"),
            ])
        #expect(replies.map(\.status) == [201, 201, 201])
        #expect(replies[1].json == replies[2].json)

        let late = Caller()
        let full = try await Self.post(world, offering, as: late, key: "l")()
        #expect(full.code == "offeringFull")
        let id = replies[1].json["id"]?.string ?? ""
        _ = try await world.send("POST", "/v1/registrations/\(id)/cancellation", as: caller, [:])
        #expect(try await Self.post(world, offering, as: late, key: "l")().status == 201)
    }
}
