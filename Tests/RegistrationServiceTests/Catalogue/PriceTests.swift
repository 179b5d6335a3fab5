import Contracts
import DomainClock
import HTTP
import JSONTree
import Messaging
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// Approved prices over time.
@Suite struct PriceTests {
    private func approve(
        _ fixture: RegistrationFixture, _ subject: String, from day: String, _ member: Int, _ nonMember: Int,
        more: [String: JSON] = [:]
    ) async throws -> Reply {
        let prices: [String: JSON] = ["member": .integer(member), "nonMember": .integer(nonMember)]
        return try await fixture.send(
            "PUT", "/v1/\(subject)/prices/\(day)", as: fixture.staff,
            .object(prices.merging(more) { _, new in new }))
    }

    private func quote(_ fixture: RegistrationFixture, _ offering: String) async throws -> JSON {
        try await fixture.send("GET", "/v1/offerings/\(offering)/quote", as: Caller()).json
    }

    @Test func `E1: a class's prices change on their day at the venue, and a quote that was made keeps its own`()
        async throws
    {
        // One minute to midnight in Chicago.
        let fixture = try await RegistrationFixture(at: "2026-03-08T05:59:00Z")
        let offering = try await fixture.offering()
        #expect(try await approve(fixture, "offerings/\(offering)", from: "2026-03-08", 50000, 60000).status == 200)
        let before = Caller()
        let registered = try await fixture.register(before, offering)
        #expect(registered["total"] == 54500)
        fixture.clock.setOffset(microseconds: 60_000_000)
        #expect(try await quote(fixture, offering)["total"] == 60000)
        #expect(try await fixture.register(Caller(), offering)["total"] == 60000)
        let frozen = try await fixture.send("GET", "/v1/registrations/\(registered.text("id"))", as: before)
        #expect(frozen.json["total"] == 54500)
        // E1: what becomes known later is judged by the prices of the registration's day.
        try await fixture.grantMembership(to: before.person, at: fixture.clock.now.adding(seconds: -3600))
        let corrected = try await fixture.send("GET", "/v1/registrations/\(registered.text("id"))", as: before)
        #expect(corrected.json["total"] == 49500)
    }

    @Test
    func `E1: a course's prices are those of the day on which a class is posted; later ones leave that class alone`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let now = try await fixture.offering()
        let approved = try await approve(fixture, "courses/basic-sro", from: "2026-04-01", 51000, 56000)
        #expect(approved.json["prices"]?["nonMember"] == 54500)
        #expect(approved.json["changes"]?[0]?["from"] == "2026-04-01")
        #expect(try await quote(fixture, now)["total"] == 54500)
        fixture.clock.setOffset(microseconds: 35 * 86_400 * 1_000_000)
        let later = try await fixture.offering(from: "2026-06-01", to: "2026-06-05")
        #expect(try await quote(fixture, later)["total"] == 56000)
        // Lists show the change too, when the job has looked.
        try await fixture.run("prices")
        let course = try await fixture.send("GET", "/v1/courses/basic-sro")
        #expect(course.json["prices"]?["nonMember"] == 56000)
        let schedule = try await fixture.send("GET", "/v1/courses/basic-sro/prices", as: fixture.staff)
        #expect(schedule.json["changes"] == [])
        #expect(schedule.json["approvals"]?[0]?["approvedBy"]?.string == fixture.staff.person.description)
    }

    @Test(.rule(.E2))
    func `E2: the early bird is given through its last day at the venue, whatever the day is at the association`()
        async throws
    {
        // Guam is 15 hours before Chicago: at 14:00 UTC of the 10th the 11th has begun there.
        let fixture = try await RegistrationFixture(at: "2026-03-10T13:59:00Z")
        let venue: JSON = [
            "name": "Hall", "address": "1 Marine Drive", "city": "Hagåtña", "country": "GU", "timeZone": "Pacific/Guam",
        ]
        let offering = try await fixture.offering(
            course: "conference",
            more: [
                "venue": venue, "kind": "conference",
                "prices": [
                    "member": 50000, "nonMember": 55000, "earlyBird": 45000, "earlyBirdUntil": "2026-03-10",
                ],
            ])
        #expect(try await quote(fixture, offering)["rateCategory"] == "earlyBirdConference")
        fixture.clock.setOffset(microseconds: 60_000_000)
        let late = try await quote(fixture, offering)
        #expect(late["rateCategory"] == "nonMember")
        #expect(late["lines"]?[0]?.text("reason").isEmpty == false)
        // An early bird by a later approval, and a tie, which goes to the own rate.
        let tie: [String: JSON] = ["earlyBird": 52000, "earlyBirdUntil": "2026-03-20"]
        _ = try await approve(fixture, "offerings/\(offering)", from: "2026-03-12", 50000, 52000, more: tie)
        fixture.clock.setOffset(microseconds: 2 * 86_400 * 1_000_000)
        #expect(try await quote(fixture, offering)["rateCategory"] == "nonMember")
        #expect(try await quote(fixture, offering)["total"] == 52000)
    }

    @Test func `Staff approves prices for days to come; the same day again replaces, a change at once keeps the later`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let subject = "offerings/\(offering)"
        let path = "/v1/\(subject)/prices/2026-03-20"
        let body: JSON = ["member": 1, "nonMember": 2]
        #expect(try await fixture.send("PUT", path, as: Caller(), body).status == 403)
        #expect(try await fixture.send("GET", "/v1/\(subject)/prices", as: Caller()).status == 403)
        #expect(try await approve(fixture, subject, from: "2026-02-28", 1, 2).code == "datesPassed")
        #expect(try await approve(fixture, "courses/basic-sro", from: "2026-02-28", 1, 2).code == "datesPassed")
        #expect(
            try await approve(fixture, subject, from: "2026-03-20", 1, 2, more: ["earlyBird": 1]).code
                == "earlyBirdIncomplete")
        _ = try await approve(fixture, subject, from: "2026-03-20", 100, 200)
        _ = try await approve(fixture, subject, from: "2026-03-20", 300, 400)
        let today = try await approve(fixture, subject, from: "2026-03-01", 500, 600)
        #expect(today.json["prices"]?["member"] == 500)
        #expect(today.json["changes"]?.array?.count == 1)
        for day in ["2026-13-01", "2026-02-30", "tomorrow", "2026-3-1"] {
            for prices in ["/v1/\(subject)/prices/", "/v1/courses/basic-sro/prices/"] {
                let reply = try await fixture.send("PUT", prices + day, as: fixture.staff, body)
                #expect(reply.code == "invalid")
                #expect(reply.json["errors"]?[0]?["pointer"] == "/path/from")
            }
        }
        let changed = try await fixture.send(
            "PATCH", "/v1/\(subject)", as: fixture.staff, ["prices": ["member": 700, "nonMember": 800]])
        #expect(changed.json["prices"]?["nonMember"] == 800)
        let schedule = try await fixture.send("GET", "/v1/\(subject)/prices", as: fixture.staff)
        #expect(schedule.json["changes"]?[0]?["prices"]?["nonMember"] == 400)
        #expect(schedule.json["approvals"]?.array?.count == 4)
        _ = try await fixture.send("POST", "/v1/\(subject)/cancellation", as: fixture.staff, ["reason": "Storm."])
        #expect(try await approve(fixture, subject, from: "2026-03-21", 1, 2).code == "offeringCancelled")
    }
}
