import HTTP
import JSONTree
import PersonMerges
import Postgres
import Primitives
import RegistrationDomain
import ServiceKit
import TestSupport
import Testing

@testable import RegistrationService

@Suite("Who may do what with a registration")
struct AccessTests {
    func statuses(_ world: RegistrationWorld, _ caller: Caller, _ registration: JSON) async throws -> [Int] {
        let path = "/v1/registrations/\(registration["id"]?.string ?? "")"
        return [
            try await world.send("GET", path, as: caller).status,
            try await world.send("GET", "/v1/invoices/\(registration["invoiceId"]?.string ?? "")", as: caller).status,
            try await world.send("POST", path + "/cancellation", as: caller, [:]).status,
        ]
    }

    @Test("D4: who gave the seat away reads the invoice that was theirs to pay, and nothing else of it")
    func formerHolder() async throws {
        let world = try await RegistrationWorld()
        let (owner, target) = (Caller(), Caller())
        try await world.know(target.person, email: "tess@example.org")
        let registered = try await world.register(owner, try await world.offering())
        let moved = try await world.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/transfer", as: owner,
            ["toEmail": "tess@example.org"])
        #expect(moved.status == 200)
        #expect(try await statuses(world, owner, registered) == [404, 200, 404])
        let invoice = "/v1/invoices/\(registered.text("invoiceId"))"
        #expect(
            try await world.send("POST", invoice + "/payment-intents", as: owner, headers: ["Idempotency-Key": "a"])
                .status == 404)
        #expect(try await statuses(world, Caller(), registered) == [404, 404, 404])
        let survivor = Caller()
        try await world.know(survivor.person)
        try await world.database.transaction { sql in
            try await PersonMerges.follow(owner.person, mergedInto: survivor.person, in: sql)
        }
        #expect(try await statuses(world, survivor, registered) == [404, 200, 404])
        #expect(try await statuses(world, target, registered) == [200, 200, 200])
    }

    @Test("D4: an agency that pays reads the invoice on, when the seat has gone to another agency, or its officer has")
    func payingAgency() async throws {
        let world = try await RegistrationWorld()
        let (officer, target) = (PersonID.new(), Caller())
        try await world.know(officer, agency: world.agency)
        try await world.know(target.person, agency: .new())
        let coordinator = Caller(coordinatorOf: [world.agency])
        let registered = try await world.register(
            coordinator, try await world.offering(), more: ["personId": .string(officer.description)])
        let moved = try await world.send(
            "POST", "/v1/registrations/\(registered.text("id"))/transfer", as: world.staff,
            ["toPersonId": .string(target.person.description)])
        #expect(moved.status == 200)
        #expect(try await statuses(world, coordinator, registered) == [404, 200, 404])
        world.clock.move(to: try instant("2026-03-10T15:00:00Z"))
        try await world.database.execute("UPDATE person_assignment SET to_day = '2026-03-05'")
        #expect(try await statuses(world, coordinator, registered) == [404, 200, 404])
        let former = Caller(person: coordinator.person)
        #expect(try await statuses(world, former, registered) == [404, 404, 404])
        let elsewhere = Caller(coordinatorOf: [.new()])
        #expect(try await statuses(world, elsewhere, registered) == [404, 404, 404])
    }

    @Test("A coordinator has a say while they are one, and while the person works for that agency")
    func formerCoordinator() async throws {
        let world = try await RegistrationWorld()
        let officer = PersonID.new()
        try await world.know(officer, agency: world.agency)
        let coordinator = Caller(coordinatorOf: [world.agency])
        let registered = try await world.register(
            coordinator, try await world.offering(), more: ["personId": .string(officer.description)])
        let former = Caller(person: coordinator.person)
        let elsewhere = Caller(person: coordinator.person, coordinatorOf: [.new()])
        #expect(try await statuses(world, former, registered) == [404, 404, 404])
        #expect(try await statuses(world, elsewhere, registered) == [404, 404, 404])
        try await world.database.execute("UPDATE person_assignment SET to_day = '2026-02-28'")
        #expect(try await statuses(world, coordinator, registered) == [404, 404, 404])
        try await world.database.execute("UPDATE person_assignment SET to_day = '2026-03-01'")
        #expect(try await statuses(world, coordinator, registered) == [200, 200, 200])
    }

    @Test("A program takes no seat of its own; one of the office registers people who are there")
    func program() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let body: JSON = ["offeringId": .string(offering)]
        for caller in [Caller(isClient: true), Caller(roles: [.staff], isClient: true)] {
            #expect(try await world.send("POST", "/v1/registrations", as: caller, body).status == 403)
        }
        #expect(try await world.send("GET", "/v1/me/registrations", as: Caller(isClient: true)).status == 403)
        let officer = PersonID.new()
        try await world.know(officer)
        _ = try await world.register(
            Caller(roles: [.staff], isClient: true), offering, more: ["personId": .string(officer.description)])
    }

    @Test("Registering by one's own address is never forbidden because the profile has not come")
    func ownAddress() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let caller = Caller()
        func post(_ caller: Caller, _ who: [String: JSON]) async throws -> Reply {
            try await world.send(
                "POST", "/v1/registrations", as: caller,
                .object(["offeringId": .string(offering)].merging(who) { $1 }))
        }
        let early = try await post(caller, ["personEmail": "ann@example.org"])
        #expect(early.status == 409)
        #expect(early.code == "targetNotEligible")
        try await world.know(caller.person, email: "ann@example.org")
        #expect(try await post(Caller(), ["personEmail": "ann@example.org"]).code == "targetNotEligible")
        let other = try await post(
            world.staff, ["personEmail": "ann@example.org", "personId": .string(PersonID.new().description)])
        #expect(other.code == "invalid" && other.json["errors"]?[0]?["pointer"] == "/personEmail")
        #expect(try await post(caller, ["personEmail": "Ann@example.org"]).status == 201)
    }

    @Test(
        "Staff that registered somebody has no say any more when it is staff no more; a merged person keeps their seat")
    func formerStaff() async throws {
        let world = try await RegistrationWorld()
        let officer = Caller()
        try await world.know(officer.person)
        let registered = try await world.register(
            world.staff, try await world.offering(), more: ["personId": .string(officer.person.description)])
        #expect(try await statuses(world, Caller(person: world.staff.person), registered) == [404, 404, 404])
        let survivor = Caller()
        try await world.know(survivor.person)
        try await world.database.transaction { sql in
            try await PersonMerges.follow(officer.person, mergedInto: survivor.person, in: sql)
        }
        #expect(try await statuses(world, survivor, registered) == [200, 200, 200])
    }
}
