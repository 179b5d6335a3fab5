import HTTP
import JSONTree
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// Scholarships.
@Suite struct ScholarshipTests {
    func award(_ fixture: RegistrationFixture, _ caller: Caller, _ offering: String, _ award: JSON) async throws
        -> Reply
    {
        let applied = try await fixture.send(
            "POST", "/v1/scholarships", as: caller,
            ["offeringId": .string(offering), "statement": "The department has no budget."])
        guard let id = applied.json["id"]?.string else { throw UnexpectedReply(applied) }
        #expect(try await fixture.send("POST", "/v1/scholarships/\(id)/award", as: caller, award).status == 403)
        return try await fixture.send("POST", "/v1/scholarships/\(id)/award", as: fixture.staff, award)
    }

    @Test(.rule(.E5)) func `an award allows a registration as a scholarship; without one the kind is refused`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let caller = Caller()
        let body: JSON = ["offeringId": .string(offering), "kind": "scholarship"]
        #expect(try await fixture.send("POST", "/v1/registrations", as: caller, body).code == "kindNotAllowed")
        #expect(try await award(fixture, caller, offering, ["full": true]).json["status"] == "awarded")
        let registered = try await fixture.send("POST", "/v1/registrations", as: caller, body)
        #expect(registered.json["status"] == "confirmed")
        #expect(registered.json["total"] == 0)
        #expect(registered.json["rateCategory"] == "scholarship")
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E5))
    func `an earlier award counts in the quote and in a regular registration, once, and for no other person`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let (caller, stranger) = (Caller(), Caller())
        try await fixture.know(stranger.person, email: "ann@example.org")
        _ = try await award(fixture, caller, offering, ["full": true])
        let quote = try await fixture.send("GET", "/v1/offerings/\(offering)/quote", as: caller)
        #expect(quote.json["total"] == 0)
        let registered = try await fixture.register(caller, offering)
        #expect(registered["status"] == "confirmed")
        #expect(registered["kind"] == "scholarship")
        let path = "/v1/registrations/\(registered["id"]?.string ?? "")"
        let transfer: JSON = ["toEmail": "ann@example.org"]
        #expect(try await fixture.send("POST", path + "/transfer", as: caller, transfer).code == "kindNotAllowed")
        #expect(
            try await fixture.send("POST", path + "/transfer", as: fixture.staff, transfer).code == "kindNotAllowed")
        #expect(
            try await fixture.send("GET", "/v1/offerings/\(offering)/quote", as: caller).json["total"] == 54500)
        // After the cancellation the award may be used again; it was never used twice.
        #expect(try await fixture.send("POST", path + "/cancellation", as: caller, [:]).status == 200)
        #expect(try await fixture.register(caller, offering)["total"] == 0)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E5)) func `an award after registration is a line on the open invoice, and a credit on a paid one`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let (open, paid) = (Caller(), Caller())
        let first = try await fixture.register(open, offering)
        let second = try await fixture.register(paid, offering)
        _ = try await fixture.pay(second["invoiceId"], 54500)
        _ = try await award(fixture, open, offering, ["amount": 20000])
        _ = try await award(fixture, paid, offering, ["amount": 20000])
        func invoice(_ registration: JSON) async throws -> JSON {
            try await fixture.send("GET", "/v1/invoices/\(registration["invoiceId"]?.string ?? "")", as: fixture.staff)
                .json
        }
        #expect(try await invoice(first)["balance"] == 34500)
        #expect(try await invoice(second)["balance"]?.integer == -20000)
        let changed = try await fixture.send("GET", "/v1/registrations/\(first["id"]?.string ?? "")", as: open)
        #expect(changed.json["rateCategory"] == "scholarship")
        let unchanged = try await fixture.send("GET", "/v1/registrations/\(second["id"]?.string ?? "")", as: paid)
        #expect(unchanged.json["rateCategory"] == "nonMember")
        // An award above the price takes off the price, before and after the person registers.
        let (rich, early) = (Caller(), Caller())
        let third = try await fixture.register(rich, offering)
        _ = try await award(fixture, rich, offering, ["amount": 60000])
        _ = try await award(fixture, early, offering, ["amount": 60000])
        let capped = try await invoice(third)
        #expect(capped["total"] == 0 && capped["balance"] == 0 && capped["status"] == "paid")
        let reason = "600.00 awarded by the office, limited to the price of 545.00"
        #expect(capped["lines"]?.array?.last?.text("reason") == reason)
        let quote = try await fixture.send("GET", "/v1/offerings/\(offering)/quote", as: early).json
        #expect(quote["total"] == 0)
        #expect(quote["lines"]?.array?.last?.text("reason") == reason)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E5)) func `a person applies once for each class of Basic, and an application is awarded once`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let advanced = try await fixture.offering(course: "advanced-sro")
        let caller = Caller()
        func apply(_ offering: String) async throws -> Reply {
            try await fixture.send(
                "POST", "/v1/scholarships", as: caller, ["offeringId": .string(offering), "statement": "Please."])
        }
        #expect(try await apply(advanced).code == "scholarshipNotOffered")
        let applied = try await apply(offering)
        #expect(applied.status == 201)
        #expect(try await apply(offering).code == "alreadyApplied")
        let path = "/v1/scholarships/\(applied.json["id"]?.string ?? "")/award"
        #expect(try await fixture.send("POST", path, as: fixture.staff, ["full": true]).status == 200)
        #expect(try await fixture.send("POST", path, as: fixture.staff, ["full": true]).code == "alreadyAwarded")
        #expect(try await fixture.send("GET", "/v1/scholarships", as: Caller()).json["items"] == [])
        #expect(try await fixture.send("GET", "/v1/scholarships", as: fixture.staff).json["items"]?.array?.count == 1)
    }
}
