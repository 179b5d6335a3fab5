import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// Transfers of seats (D4).
@Suite struct TransferTests {
    @Test(.rule(.D4))
    func `D4: a transfer keeps the seat, adds its fee, and has one answer for all persons who are not eligible`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 1)
        let owner = Caller()
        let target = PersonID.new()
        try await fixture.know(target, email: "right@springfield.example")
        let registered = try await fixture.register(owner, offering)
        let path = "/v1/registrations/\(registered["id"]?.string ?? "")/transfer"
        let unknown = try await fixture.send("POST", path, as: owner, ["toEmail": "nobody@example.org"])
        #expect(unknown.code == "targetNotEligible")
        #expect(
            try await fixture.send("POST", path, as: Caller(), ["toEmail": "right@springfield.example"]).status == 404)
        let moved = try await fixture.send("POST", path, as: owner, ["toEmail": "right@springfield.example"])
        #expect(moved.status == 200)
        #expect(moved.json["personId"]?.string == target.description)
        #expect(moved.json["fees"]?[0]?["amount"] == 5000)
        #expect(moved.json["total"]?.integer == 59500)
        let fact = try #require(try await fixture.facts(of: offering).last)
        #expect(fact.type == "seat.transferred")
        #expect(fact.data["personId"]?.string == owner.person.description)
        #expect(fact.data["toPersonId"]?.string == target.description)
        #expect(fact.data["seatsTaken"] == 1)
    }

    @Test func `D4, E3: the previous holder's discount is charged to the new holder`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let owner = Caller()
        let target = PersonID.new()
        try await fixture.know(target, email: "right@springfield.example")
        let imported = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff,
            text: "personId,courseCode,completedOn\n\(target),basic-sro,2019-05-01\n", type: "text/csv")
        #expect(imported.json["accepted"] == 1)
        let registered = try await fixture.register(owner, offering)
        _ = try await fixture.pay(registered["invoiceId"], 54500)
        let moved = try await fixture.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/transfer", as: owner,
            ["toEmail": "right@springfield.example"])
        #expect(moved.json["total"]?.integer == 54500 - 10000 + 5000)
        #expect(moved.json["refund"] == 5000)
        #expect(moved.json["status"] == "confirmed")
        let back = try await fixture.send(
            "GET", "/v1/registrations/\(registered["id"]?.string ?? "")", as: fixture.staff)
        #expect(back.json == moved.json)
        #expect(try await fixture.expectBalancedLedger())
    }
}
