import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// The kinds of registrations, and the persons who may use them.
@Suite struct KindTests {
    private static func register(
        _ fixture: RegistrationFixture, _ caller: Caller, _ offering: String, _ more: [String: JSON]
    ) async throws -> Reply {
        try await fixture.send(
            "POST", "/v1/registrations", as: caller,
            .object(["offeringId": .string(offering)].merging(more) { $1 }))
    }

    @Test(.rule(.E5, .E6, .D8))
    func `E5, E6, D8: every kind takes a seat; the roster counts them by kind; only regular and scholarship complete`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 4, from: "2026-03-01", to: "2026-03-01")
        let (scholar, auditor, teacher) = (Caller(), PersonID.new(), PersonID.new())
        for person in [auditor, teacher] { try await fixture.know(person) }
        let applied = try await fixture.send(
            "POST", "/v1/scholarships", as: scholar, ["offeringId": .string(offering), "statement": "No budget."])
        _ = try await fixture.send(
            "POST", "/v1/scholarships/\(applied.json["id"]?.string ?? "")/award", as: fixture.staff, ["full": true])
        var ids: [JSON] = []
        ids.append(try await fixture.register(Caller(), offering)["id"] ?? .null)
        ids.append(try await fixture.register(scholar, offering, more: ["kind": "scholarship"])["id"] ?? .null)
        for (person, kind) in [(auditor, "audit"), (teacher, "staff")] {
            let reply = try await Self.register(
                fixture, fixture.staff, offering,
                ["personId": .string(person.description), "kind": .string(kind)])
            #expect(reply.json["status"] == "confirmed")
            #expect(reply.json["total"] == 0)
            ids.append(reply.json["id"] ?? .null)
        }
        #expect(try await Self.register(fixture, Caller(), offering, [:]).code == "offeringFull")
        let roster = try await fixture.send("GET", "/v1/offerings/\(offering)/roster", as: fixture.staff)
        #expect(roster.json["seatsByKind"] == ["regular": 1, "scholarship": 1, "audit": 1, "staff": 1])
        #expect(roster.json["seatsRemaining"] == 0)
        _ = try await fixture.send(
            "PUT", "/v1/offerings/\(offering)/attendance", as: fixture.staff,
            ["date": "2026-03-01", "present": .array(ids)])
        let done = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/completions", as: fixture.staff, ["registrationIds": .array(ids)])
        #expect(Set(done.json["completed"]?.array ?? []) == Set(ids.prefix(2)))
        #expect(
            done.json["refused"]?.array?.map { $0["code"] } == ["kindEarnsNoCompletion", "kindEarnsNoCompletion"])
        let report = try await fixture.send("GET", "/v1/reports/completions?from=2026-01-01&to=2026-12-31")
        #expect(report.json["rows"]?[0]?["count"] == 2)
    }

    @Test(.rule(.E6))
    func `E6: only Basic is audited, also when staff registers; a coordinator cannot use the other kinds`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let (basic, advanced) = (try await fixture.offering(), try await fixture.offering(course: "advanced-sro"))
        let officer = PersonID.new()
        try await fixture.know(officer, agency: fixture.agency)
        let named = JSON.string(officer.description)
        let coordinator = Caller(coordinatorOf: [fixture.agency])
        for kind in ["audit", "staff", "scholarship"] {
            let code = kind == "audit" ? "auditNotAllowed" : "kindNotAllowed"
            let reply = try await Self.register(
                fixture, coordinator, basic, ["personId": named, "kind": .string(kind)])
            #expect(reply.code == code)
        }
        #expect(
            try await Self.register(fixture, fixture.staff, advanced, ["personId": named, "kind": "audit"]).code
                == "auditNotAllowed")
        #expect(
            try await Self.register(fixture, fixture.staff, basic, ["personId": named, "kind": "scholarship"]).code
                == "kindNotAllowed")
    }

    @Test func `D4, E6: only staff transfers an audit's seat, and only to a person who may audit`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 1)
        let (candidate, target) = (Caller(), PersonID.new())
        try await fixture.know(target, email: "tess@example.org")
        try await fixture.database.execute(
            "INSERT INTO candidate (id, person_id, stage) VALUES (\(CandidateID.new()), \(candidate.person), 'intern')")
        let audit = try await fixture.register(candidate, offering, more: ["kind": "audit"])
        let path = "/v1/registrations/\(audit["id"]?.string ?? "")/transfer"
        let body: JSON = ["toEmail": "tess@example.org"]
        #expect(try await fixture.send("POST", path, as: candidate, body).code == "kindNotAllowed")
        let moved = try await fixture.send("POST", path, as: fixture.staff, body)
        #expect(moved.json["kind"] == "audit")
        #expect(moved.json["personId"]?.string == target.description)
        #expect(try await fixture.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 0)
    }

    @Test(.rule(.E7))
    func `E7, H20: a candidate's teaching seat has no invoice, costs nothing, and is free after it is returned`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 1)
        let candidate = PersonID.new()
        try await fixture.know(candidate)
        let taken = try await Self.register(
            fixture, fixture.staff, offering, ["personId": .string(candidate.description), "kind": "staff"])
        #expect(taken.json["status"] == "confirmed")
        #expect(taken.json["invoiceId"] == .null)
        #expect(try await fixture.database.query("SELECT id FROM invoice").isEmpty)
        let waiting = try await fixture.register(Caller(), offering, more: ["waitlist": true])
        let path = "/v1/registrations/\(taken.json["id"]?.string ?? "")"
        let given = try await fixture.send("POST", path + "/cancellation", as: fixture.staff, [:])
        #expect(given.json["fees"] == [])
        let offered = try await fixture.send(
            "GET", "/v1/registrations/\(waiting["id"]?.string ?? "")", as: fixture.staff)
        #expect(offered.json["status"] == "offered")
        // A teaching seat from the waitlist has no invoice either.
        let (second, third) = (PersonID.new(), Caller())
        try await fixture.know(second)
        let full = try await fixture.offering(capacity: 1)
        let held = try await fixture.register(third, full)
        let queued = try await Self.register(
            fixture, fixture.staff, full,
            ["personId": .string(second.description), "kind": "staff", "waitlist": true])
        _ = try await fixture.send(
            "POST", "/v1/registrations/\(held["id"]?.string ?? "")/cancellation", as: third, [:])
        let confirmed = try await fixture.send(
            "POST", "/v1/registrations/\(queued.json["id"]?.string ?? "")/confirmation", as: fixture.staff)
        #expect(confirmed.json["status"] == "confirmed")
        #expect(confirmed.json["invoiceId"] == .null)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.C8))
    func `C7, C8: a class's page shows its audience and its free seats, and anyone may register`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(course: "school-security-officer", capacity: 2)
        let detail = try await fixture.send("GET", "/v1/offerings/\(offering)")
        #expect(detail.json["audienceNotice"]?.string?.isEmpty == false)
        #expect(detail.json["hours"]?.integer ?? 0 > 0)
        #expect(detail.json["venue"]?["city"] == "Springfield")
        #expect(detail.json["prices"]?["member"]?.integer != nil)
        #expect(detail.json["seatsRemaining"] == 2)
        // Nothing is known of the person: no membership, no agency, no sworn officer.
        _ = try await fixture.register(Caller(), offering)
        #expect(try await fixture.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 1)
        let other = try await fixture.offering()
        #expect(try await fixture.send("GET", "/v1/offerings/\(other)").json["audienceNotice"] == .null)
    }

    @Test(.rule(.E6))
    func `E6: candidates, and persons whom staff registers, may audit; an audit takes a seat and costs nothing`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 2)
        let caller = Caller()
        let body: JSON = ["offeringId": .string(offering), "kind": "audit"]
        #expect(try await fixture.send("POST", "/v1/registrations", as: caller, body).code == "auditNotAllowed")
        try await fixture.database.execute(
            "INSERT INTO candidate (id, person_id, stage) VALUES (\(CandidateID.new()), \(caller.person), 'intern')")
        let audit = try await fixture.send("POST", "/v1/registrations", as: caller, body)
        #expect(audit.json["status"] == "confirmed")
        #expect(audit.json["total"] == 0)
        #expect(audit.json["rateCategory"] == "audit")
        #expect(try await fixture.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 1)
        let staffKind: JSON = ["offeringId": .string(offering), "kind": "staff"]
        #expect(try await fixture.send("POST", "/v1/registrations", as: Caller(), staffKind).code == "kindNotAllowed")
    }
}
