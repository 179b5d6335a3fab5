import DomainClock
import HTTP
import JSONTree
import PersonMerges
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// Who may do what with a registration.
@Suite struct AccessTests {
    func statuses(_ fixture: RegistrationFixture, _ caller: Caller, _ registration: JSON) async throws -> [Int] {
        let path = "/v1/registrations/\(registration["id"]?.string ?? "")"
        return [
            try await fixture.send("GET", path, as: caller).status,
            try await fixture.send("GET", "/v1/invoices/\(registration["invoiceId"]?.string ?? "")", as: caller).status,
            try await fixture.send("POST", path + "/cancellation", as: caller, [:]).status,
        ]
    }

    @Test func `D4: who gave the seat away reads the invoice that was theirs to pay, and nothing else of it`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let (owner, target) = (Caller(), Caller())
        try await fixture.know(target.person, email: "tess@example.org")
        let registered = try await fixture.register(owner, try await fixture.offering())
        let moved = try await fixture.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/transfer", as: owner,
            ["toEmail": "tess@example.org"])
        #expect(moved.status == 200)
        #expect(try await statuses(fixture, owner, registered) == [404, 200, 404])
        let invoice = "/v1/invoices/\(registered.text("invoiceId"))"
        #expect(
            try await fixture.send("POST", invoice + "/payment-intents", as: owner, headers: ["Idempotency-Key": "a"])
                .status == 404)
        #expect(try await statuses(fixture, Caller(), registered) == [404, 404, 404])
        let survivor = Caller()
        try await fixture.know(survivor.person)
        try await fixture.database.transaction { sql in
            try await PersonMerges.follow(owner.person, mergedInto: survivor.person, in: sql)
        }
        #expect(try await statuses(fixture, survivor, registered) == [404, 200, 404])
        #expect(try await statuses(fixture, target, registered) == [200, 200, 200])
    }

    @Test
    func `D4: an agency that pays reads the invoice on, when the seat has gone to another agency, or its officer has`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let (officer, target) = (PersonID.new(), Caller())
        try await fixture.know(officer, agency: fixture.agency)
        try await fixture.know(target.person, agency: .new())
        let coordinator = Caller(coordinatorOf: [fixture.agency])
        let registered = try await fixture.register(
            coordinator, try await fixture.offering(), more: ["personId": .string(officer.description)])
        let moved = try await fixture.send(
            "POST", "/v1/registrations/\(registered.text("id"))/transfer", as: fixture.staff,
            ["toPersonId": .string(target.person.description)])
        #expect(moved.status == 200)
        #expect(try await statuses(fixture, coordinator, registered) == [404, 200, 404])
        fixture.clock.move(to: try instant("2026-03-10T15:00:00Z"))
        try await fixture.database.execute("UPDATE person_assignment SET to_day = '2026-03-05'")
        #expect(try await statuses(fixture, coordinator, registered) == [404, 200, 404])
        let former = Caller(person: coordinator.person)
        #expect(try await statuses(fixture, former, registered) == [404, 404, 404])
        let elsewhere = Caller(coordinatorOf: [.new()])
        #expect(try await statuses(fixture, elsewhere, registered) == [404, 404, 404])
    }

    @Test func `A coordinator has a say while they are one, and while the person works for that agency`() async throws {
        let fixture = try await RegistrationFixture()
        let officer = PersonID.new()
        try await fixture.know(officer, agency: fixture.agency)
        let coordinator = Caller(coordinatorOf: [fixture.agency])
        let registered = try await fixture.register(
            coordinator, try await fixture.offering(), more: ["personId": .string(officer.description)])
        let former = Caller(person: coordinator.person)
        let elsewhere = Caller(person: coordinator.person, coordinatorOf: [.new()])
        #expect(try await statuses(fixture, former, registered) == [404, 404, 404])
        #expect(try await statuses(fixture, elsewhere, registered) == [404, 404, 404])
        try await fixture.database.execute("UPDATE person_assignment SET to_day = '2026-02-28'")
        #expect(try await statuses(fixture, coordinator, registered) == [404, 404, 404])
        try await fixture.database.execute("UPDATE person_assignment SET to_day = '2026-03-01'")
        #expect(try await statuses(fixture, coordinator, registered) == [200, 200, 200])
    }

    @Test func `A program takes no seat of its own; one of the office registers people who are there`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let body: JSON = ["offeringId": .string(offering)]
        for caller in [Caller(isClient: true), Caller(roles: [.staff], isClient: true)] {
            #expect(try await fixture.send("POST", "/v1/registrations", as: caller, body).status == 403)
        }
        #expect(try await fixture.send("GET", "/v1/me/registrations", as: Caller(isClient: true)).status == 403)
        let officer = PersonID.new()
        try await fixture.know(officer)
        _ = try await fixture.register(
            Caller(roles: [.staff], isClient: true), offering, more: ["personId": .string(officer.description)])
    }

    @Test func `Registering by one's own address is never forbidden because the profile has not come`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let caller = Caller()
        func post(_ caller: Caller, _ who: [String: JSON]) async throws -> Reply {
            try await fixture.send(
                "POST", "/v1/registrations", as: caller,
                .object(["offeringId": .string(offering)].merging(who) { $1 }))
        }
        let early = try await post(caller, ["personEmail": "ann@example.org"])
        #expect(early.status == 409)
        #expect(early.code == "targetNotEligible")
        try await fixture.know(caller.person, email: "ann@example.org")
        #expect(try await post(Caller(), ["personEmail": "ann@example.org"]).code == "targetNotEligible")
        let other = try await post(
            fixture.staff, ["personEmail": "ann@example.org", "personId": .string(PersonID.new().description)])
        #expect(other.code == "invalid" && other.json["errors"]?[0]?["pointer"] == "/personEmail")
        #expect(try await post(caller, ["personEmail": "Ann@example.org"]).status == 201)
    }

    @Test
    func `Whoever registered somebody as staff has no say when they are staff no more; a merged person keeps the seat`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let officer = Caller()
        try await fixture.know(officer.person)
        let registered = try await fixture.register(
            fixture.staff, try await fixture.offering(), more: ["personId": .string(officer.person.description)])
        #expect(try await statuses(fixture, Caller(person: fixture.staff.person), registered) == [404, 404, 404])
        let survivor = Caller()
        try await fixture.know(survivor.person)
        try await fixture.database.transaction { sql in
            try await PersonMerges.follow(officer.person, mergedInto: survivor.person, in: sql)
        }
        #expect(try await statuses(fixture, survivor, registered) == [200, 200, 200])
    }
}
