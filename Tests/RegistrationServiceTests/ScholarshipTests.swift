import HTTP
import JSONTree
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite("Scholarships and the calendar feed")
struct ScholarshipTests {
    func award(_ world: RegistrationWorld, _ caller: Caller, _ offering: String, _ award: JSON) async throws -> Reply {
        let applied = try await world.send(
            "POST", "/v1/scholarships", as: caller,
            ["offeringId": .string(offering), "statement": "The department has no budget."])
        guard let id = applied.json["id"]?.string else { throw Unexpected(applied) }
        #expect(try await world.send("POST", "/v1/scholarships/\(id)/award", as: caller, award).status == 403)
        return try await world.send("POST", "/v1/scholarships/\(id)/award", as: world.staff, award)
    }

    @Test("E5: an award opens registration as a scholarship; without one the kind is refused")
    func beforeRegistration() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let caller = Caller()
        let body: JSON = ["offeringId": .string(offering), "kind": "scholarship"]
        #expect(try await world.send("POST", "/v1/registrations", as: caller, body).code == "kindNotAllowed")
        #expect(try await award(world, caller, offering, ["full": true]).json["status"] == "awarded")
        let registered = try await world.send("POST", "/v1/registrations", as: caller, body)
        #expect(registered.json["status"] == "confirmed")
        #expect(registered.json["total"] == 0)
        #expect(registered.json["rateCategory"] == "scholarship")
        #expect(try await world.expectBalancedLedger())
    }

    @Test("E5: an award granted before counts in the quote and in a plain registration, once, and not for others")
    func plainRegistration() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let (caller, stranger) = (Caller(), Caller())
        try await world.know(stranger.person, email: "ann@example.org")
        _ = try await award(world, caller, offering, ["full": true])
        let quote = try await world.send("GET", "/v1/offerings/\(offering)/quote", as: caller)
        #expect(quote.json["total"] == 0)
        let registered = try await world.register(caller, offering)
        #expect(registered["status"] == "confirmed")
        #expect(registered["kind"] == "scholarship")
        let path = "/v1/registrations/\(registered["id"]?.string ?? "")"
        let transfer: JSON = ["toEmail": "ann@example.org"]
        #expect(try await world.send("POST", path + "/transfer", as: caller, transfer).code == "kindNotAllowed")
        #expect(try await world.send("POST", path + "/transfer", as: world.staff, transfer).code == "kindNotAllowed")
        #expect(
            try await world.send("GET", "/v1/offerings/\(offering)/quote", as: caller).json["total"] == 54500)
        // Given back, the award may be used again; it was never used twice.
        #expect(try await world.send("POST", path + "/cancellation", as: caller, [:]).status == 200)
        #expect(try await world.register(caller, offering)["total"] == 0)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("E5: an award after registration is a line on the open invoice, and a credit on a paid one")
    func afterRegistration() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let (open, paid) = (Caller(), Caller())
        let first = try await world.register(open, offering)
        let second = try await world.register(paid, offering)
        _ = try await world.pay(second["invoiceId"], 54500)
        _ = try await award(world, open, offering, ["amount": 20000])
        _ = try await award(world, paid, offering, ["amount": 20000])
        func invoice(_ registration: JSON) async throws -> JSON {
            try await world.send("GET", "/v1/invoices/\(registration["invoiceId"]?.string ?? "")", as: world.staff).json
        }
        #expect(try await invoice(first)["balance"] == 34500)
        #expect(try await invoice(second)["balance"]?.integer == -20000)
        let changed = try await world.send("GET", "/v1/registrations/\(first["id"]?.string ?? "")", as: open)
        #expect(changed.json["rateCategory"] == "scholarship")
        let kept = try await world.send("GET", "/v1/registrations/\(second["id"]?.string ?? "")", as: paid)
        #expect(kept.json["rateCategory"] == "nonMember")
        // More than the price: the price is all that is taken off, before and after the person registers.
        let (rich, early) = (Caller(), Caller())
        let third = try await world.register(rich, offering)
        _ = try await award(world, rich, offering, ["amount": 60000])
        _ = try await award(world, early, offering, ["amount": 60000])
        let capped = try await invoice(third)
        #expect(capped["total"] == 0 && capped["balance"] == 0 && capped["status"] == "paid")
        let reason = "600.00 awarded by the office, limited to the price of 545.00"
        #expect(capped["lines"]?.array?.last?.text("reason") == reason)
        let quote = try await world.send("GET", "/v1/offerings/\(offering)/quote", as: early).json
        #expect(quote["total"] == 0)
        #expect(quote["lines"]?.array?.last?.text("reason") == reason)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("E5: one application per class, for Basic only, and one award each")
    func refusals() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let advanced = try await world.offering(course: "advanced-sro")
        let caller = Caller()
        func apply(_ offering: String) async throws -> Reply {
            try await world.send(
                "POST", "/v1/scholarships", as: caller, ["offeringId": .string(offering), "statement": "Please."])
        }
        #expect(try await apply(advanced).code == "scholarshipNotOffered")
        let applied = try await apply(offering)
        #expect(applied.status == 201)
        #expect(try await apply(offering).code == "alreadyApplied")
        let path = "/v1/scholarships/\(applied.json["id"]?.string ?? "")/award"
        #expect(try await world.send("POST", path, as: world.staff, ["full": true]).status == 200)
        #expect(try await world.send("POST", path, as: world.staff, ["full": true]).code == "alreadyAwarded")
        #expect(try await world.send("GET", "/v1/scholarships", as: Caller()).json["items"] == [])
        #expect(try await world.send("GET", "/v1/scholarships", as: world.staff).json["items"]?.array?.count == 1)
    }

    @Test("C6: the feed lists whole days with an exclusive end, lines of at most 75 bytes")
    func feed() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let feed = try await world.send("GET", "/v1/offerings.ics")
        #expect(feed.headers["Content-Type"]?.hasPrefix("text/calendar") == true)
        let lines = feed.text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.first == "BEGIN:VCALENDAR")
        #expect(lines.contains("UID:\(offering)@muster"))
        #expect(lines.contains("DTSTART;VALUE=DATE:20260330"))
        #expect(lines.contains("DTEND;VALUE=DATE:20260404"))
        #expect(lines.allSatisfy { $0.utf8.count <= 75 })
        #expect(feed.text.contains("LOCATION:Springfield Academy\\, 5 Elm Street"))
    }

    @Test("I1: the page shows the table and its bars, with titles escaped")
    func page() async throws {
        let world = try await RegistrationWorld()
        let added = try await world.send(
            "POST", "/v1/courses", as: world.staff,
            [
                "code": "law", "title": "Law & <order>", "hours": 8, "prices": ["member": 100, "nonMember": 200],
            ])
        #expect(added.status == 201)
        let page = try await world.send("GET", "/reports/completions?to=2026-03-01")
        #expect(page.text.contains("Law &amp; &lt;order&gt;"))
        #expect(page.text.contains("<svg"))
        let report = try await world.send("GET", "/v1/reports/completions")
        #expect(report.json["rows"]?.array?.last?["courseCode"] == "law")
    }
}
