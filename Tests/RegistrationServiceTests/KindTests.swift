import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

@Suite("Kinds of registration and who may have them")
struct KindTests {
    private static func register(
        _ world: RegistrationWorld, _ caller: Caller, _ offering: String, _ more: [String: JSON]
    ) async throws -> Reply {
        try await world.send(
            "POST", "/v1/registrations", as: caller,
            .object(["offeringId": .string(offering)].merging(more) { $1 }))
    }

    @Test("E5, E6, D8: every kind takes a seat; the roster counts them by kind; only regular and scholarship complete")
    func seats() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 4, from: "2026-03-01", to: "2026-03-01")
        let (scholar, auditor, teacher) = (Caller(), PersonID.new(), PersonID.new())
        for person in [auditor, teacher] { try await world.know(person) }
        let applied = try await world.send(
            "POST", "/v1/scholarships", as: scholar, ["offeringId": .string(offering), "statement": "No budget."])
        _ = try await world.send(
            "POST", "/v1/scholarships/\(applied.json["id"]?.string ?? "")/award", as: world.staff, ["full": true])
        var ids: [JSON] = []
        ids.append(try await world.register(Caller(), offering)["id"] ?? .null)
        ids.append(try await world.register(scholar, offering, more: ["kind": "scholarship"])["id"] ?? .null)
        for (person, kind) in [(auditor, "audit"), (teacher, "staff")] {
            let reply = try await Self.register(
                world, world.staff, offering,
                ["personId": .string(person.description), "kind": .string(kind)])
            #expect(reply.json["status"] == "confirmed")
            #expect(reply.json["total"] == 0)
            ids.append(reply.json["id"] ?? .null)
        }
        #expect(try await Self.register(world, Caller(), offering, [:]).code == "offeringFull")
        let roster = try await world.send("GET", "/v1/offerings/\(offering)/roster", as: world.staff)
        #expect(roster.json["seatsByKind"] == ["regular": 1, "scholarship": 1, "audit": 1, "staff": 1])
        #expect(roster.json["seatsRemaining"] == 0)
        _ = try await world.send(
            "PUT", "/v1/offerings/\(offering)/attendance", as: world.staff,
            ["date": "2026-03-01", "present": .array(ids)])
        let done = try await world.send(
            "POST", "/v1/offerings/\(offering)/completions", as: world.staff, ["registrationIds": .array(ids)])
        #expect(Set(done.json["completed"]?.array ?? []) == Set(ids.prefix(2)))
        #expect(
            done.json["refused"]?.array?.map { $0["code"] } == ["kindEarnsNoCompletion", "kindEarnsNoCompletion"])
        let report = try await world.send("GET", "/v1/reports/completions?from=2026-01-01&to=2026-12-31")
        #expect(report.json["rows"]?[0]?["count"] == 2)
    }

    @Test("E6: an audit is of Basic alone, by staff's word too; a coordinator gives no kind away")
    func refusals() async throws {
        let world = try await RegistrationWorld()
        let (basic, advanced) = (try await world.offering(), try await world.offering(course: "advanced-sro"))
        let officer = PersonID.new()
        try await world.know(officer, agency: world.agency)
        let named = JSON.string(officer.description)
        let coordinator = Caller(coordinatorOf: [world.agency])
        for kind in ["audit", "staff", "scholarship"] {
            let code = kind == "audit" ? "auditNotAllowed" : "kindNotAllowed"
            let reply = try await Self.register(
                world, coordinator, basic, ["personId": named, "kind": .string(kind)])
            #expect(reply.code == code)
        }
        #expect(
            try await Self.register(world, world.staff, advanced, ["personId": named, "kind": "audit"]).code
                == "auditNotAllowed")
        #expect(
            try await Self.register(world, world.staff, basic, ["personId": named, "kind": "scholarship"]).code
                == "kindNotAllowed")
    }

    @Test("D4, E6: an audit's seat goes to another by staff alone, and only to whom an audit is open")
    func transfer() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 1)
        let (candidate, target) = (Caller(), PersonID.new())
        try await world.know(target, email: "tess@example.org")
        try await world.database.execute(
            "INSERT INTO candidate (id, person_id, stage) VALUES (\(CandidateID.new()), \(candidate.person), 'intern')")
        let audit = try await world.register(candidate, offering, more: ["kind": "audit"])
        let path = "/v1/registrations/\(audit["id"]?.string ?? "")/transfer"
        let wish: JSON = ["toEmail": "tess@example.org"]
        #expect(try await world.send("POST", path, as: candidate, wish).code == "kindNotAllowed")
        let moved = try await world.send("POST", path, as: world.staff, wish)
        #expect(moved.json["kind"] == "audit")
        #expect(moved.json["personId"]?.string == target.description)
        #expect(try await world.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 0)
    }

    @Test("E7, H20: a candidate's teaching seat has no invoice, costs nothing and is free again when it is given back")
    func teachingSeat() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 1)
        let candidate = PersonID.new()
        try await world.know(candidate)
        let taken = try await Self.register(
            world, world.staff, offering, ["personId": .string(candidate.description), "kind": "staff"])
        #expect(taken.json["status"] == "confirmed")
        #expect(taken.json["invoiceId"] == .null)
        #expect(try await world.database.query("SELECT id FROM invoice").isEmpty)
        let waiting = try await world.register(Caller(), offering, more: ["waitlist": true])
        let path = "/v1/registrations/\(taken.json["id"]?.string ?? "")"
        let given = try await world.send("POST", path + "/cancellation", as: world.staff, [:])
        #expect(given.json["fees"] == [])
        let offered = try await world.send(
            "GET", "/v1/registrations/\(waiting["id"]?.string ?? "")", as: world.staff)
        #expect(offered.json["status"] == "offered")
        // A teaching seat from the waitlist has none either.
        let (second, third) = (PersonID.new(), Caller())
        try await world.know(second)
        let full = try await world.offering(capacity: 1)
        let held = try await world.register(third, full)
        let queued = try await Self.register(
            world, world.staff, full,
            ["personId": .string(second.description), "kind": "staff", "waitlist": true])
        _ = try await world.send(
            "POST", "/v1/registrations/\(held["id"]?.string ?? "")/cancellation", as: third, [:])
        let confirmed = try await world.send(
            "POST", "/v1/registrations/\(queued.json["id"]?.string ?? "")/confirmation", as: world.staff)
        #expect(confirmed.json["status"] == "confirmed")
        #expect(confirmed.json["invoiceId"] == .null)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("C7, C8: a class's page tells for whom it is meant and the seats that are left, and anyone may register")
    func audience() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(course: "school-security-officer", capacity: 2)
        let detail = try await world.send("GET", "/v1/offerings/\(offering)")
        #expect(detail.json["audienceNotice"]?.string?.isEmpty == false)
        #expect(detail.json["hours"]?.integer ?? 0 > 0)
        #expect(detail.json["venue"]?["city"] == "Springfield")
        #expect(detail.json["prices"]?["member"]?.integer != nil)
        #expect(detail.json["seatsRemaining"] == 2)
        // Nobody knows anything about them: no membership, no agency, no sworn officer.
        _ = try await world.register(Caller(), offering)
        #expect(try await world.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 1)
        let other = try await world.offering()
        #expect(try await world.send("GET", "/v1/offerings/\(other)").json["audienceNotice"] == .null)
    }
}
