import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

/// C3, C4: host requests.
@Suite struct HostRequestTests {
    private static func plan(_ fixture: RegistrationFixture) -> JSON {
        [
            "agencyId": .string(fixture.agency.description), "courseCode": "basic-sro", "startsOn": "2026-03-30",
            "endsOn": "2026-04-03", "capacity": 24, "venue": RegistrationFixture.venue,
            "contact": ["name": "Carla Cole", "email": "carla@springfield.example"], "notes": "Park behind the house.",
        ]
    }

    private static func rejected(_ fixture: RegistrationFixture, _ coordinator: Caller) async throws -> String {
        let request = try await fixture.send("POST", "/v1/host-requests", as: coordinator, plan(fixture))
        let path = "/v1/host-requests/" + (request.json["id"]?.string ?? "")
        let rejection = try await fixture.send("POST", path + "/rejection", as: fixture.staff, ["reason": "Too small."])
        #expect(rejection.json["status"] == "rejected")
        return path
    }

    @Test func `a rejected request comes again as it was, or with what changed`() async throws {
        let fixture = try await RegistrationFixture()
        let coordinator = Caller(roles: [.agencyCoordinator], coordinatorOf: [fixture.agency])
        let same = try await Self.rejected(fixture, coordinator)
        let asItWas = try await fixture.send("POST", same + "/resubmission", as: coordinator, [:])
        #expect(asItWas.status == 200)
        #expect(asItWas.json["status"] == "submitted")
        #expect(asItWas.json["capacity"] == 24)

        let other = try await Self.rejected(fixture, coordinator)
        let changed = try await fixture.send("POST", other + "/resubmission", as: coordinator, ["capacity": 40])
        #expect(changed.json["capacity"] == 40)
        #expect(changed.json["notes"] == "Park behind the house.")
        #expect(changed.json["startsOn"] == "2026-03-30")
        let twice = try await fixture.send("POST", other + "/resubmission", as: coordinator, [:])
        #expect(twice.code == "hostRequestStatus")
    }

    @Test func `a resubmission is judged like a new request, and changes nothing when it is refused`() async throws {
        let fixture = try await RegistrationFixture()
        let coordinator = Caller(roles: [.agencyCoordinator], coordinatorOf: [fixture.agency])
        let path = try await Self.rejected(fixture, coordinator) + "/resubmission"
        let cases: [(change: JSON, code: String)] = [
            (["endsOn": "2026-03-29"], "datesOutOfOrder"), (["courseCode": "no-such-course"], "courseUnknown"),
            (["startsOn": "2026-02-02", "endsOn": "2026-02-03"], "datesPassed"), (["capacity": 0], "invalid"),
            (["agencyId": .string(AgencyID.new().description)], "forbidden"),
        ]
        for (change, code) in cases {
            #expect(try await fixture.send("POST", path, as: coordinator, change).code == code, "\(change)")
        }
        let stranger = Caller(roles: [.agencyCoordinator], coordinatorOf: [.new()])
        #expect(try await fixture.send("POST", path, as: stranger, [:]).status == 404)
        #expect(try await fixture.send("POST", path, as: coordinator, [:]).json["capacity"] == 24)
    }

    @Test func `C3: a document is read back under its name, whatever letters it has, and stays as it was approved`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let coordinator = Caller(roles: [.agencyCoordinator], coordinatorOf: [fixture.agency])
        let request = try await fixture.send("POST", "/v1/host-requests", as: coordinator, Self.plan(fixture))
        let path = "/v1/host-requests/" + (request.json["id"]?.string ?? "")
        func put(_ name: String) async throws -> Reply {
            try await fixture.send(
                "PUT", path + "/documents/" + name, as: coordinator, text: "%PDF-1.4 a plan", type: "application/pdf")
        }
        for name in ["plan.pdf", "floor%20plan.pdf", "Sch%C3%BCler%20%E5%90%8D.pdf"] {
            #expect(try await put(name).status == 204, "\(name)")
            #expect(
                try await fixture.send("GET", path + "/documents/" + name, as: coordinator).status == 200, "\(name)")
        }
        let packet = try await fixture.send("GET", path, as: coordinator)
        #expect(
            Set(packet.json["documents"]?.array?.compactMap(\.string) ?? []) == [
                "Schüler 名.pdf", "floor plan.pdf", "plan.pdf",
            ])
        for name in ["a%5Cb.pdf", ".profile", "%20a.pdf", "..%2Fplan.pdf", "a%2Fb.pdf"] {
            let reply = try await put(name)
            #expect(reply.code == "invalid" && reply.json["errors"]?[0]?["pointer"] == "/path/name", "\(name)")
        }
        for name in ["..", "%2e%2e", "../plan.pdf"] {
            await #expect(throws: HTTPTargetError.self, "\(name)") { try await put(name) }
        }
        _ = try await fixture.send("POST", path + "/approval", as: fixture.staff, [:])
        #expect(try await put("plan.pdf").code == "hostRequestStatus")
        #expect(try await put("other.pdf").code == "hostRequestStatus")
        #expect(try await fixture.send("GET", path + "/documents/plan.pdf", as: coordinator).status == 200)
    }

    @Test(
        arguments: [
            ("US", "IL", "EST5EDT", 201), ("GB", nil, "GMT", 201), ("CA", "ON", "America/Toronto", 201),
            ("XX", nil, "GMT", 422), ("US", "XQ", "America/Chicago", 422), ("US", "IL", "Mars/Base", 409),
            ("US", "IL", "America/Toronto", 201), ("DE", nil, "America/New_York", 201),
            ("US", "PR", "America/Puerto_Rico", 201), ("DK", nil, "Europe/Berlin", 201),
            ("US", "AZ", "America/Denver", 201),
        ] as [(String, String?, String, Int)])
    func `C3, C5: a venue is in a country and a state that there are, and its zone may have an old name`(
        country: String, state: String?, zone: String, status: Int
    ) async throws {
        let fixture = try await RegistrationFixture()
        let coordinator = Caller(roles: [.agencyCoordinator], coordinatorOf: [fixture.agency])
        var plan = Self.plan(fixture).object ?? [:]
        var venue = RegistrationFixture.venue.object ?? [:]
        venue["country"] = .string(country)
        venue["state"] = state.map(JSON.string)
        venue["timeZone"] = .string(zone)
        plan["venue"] = .object(venue)
        let reply = try await fixture.send("POST", "/v1/host-requests", as: coordinator, .object(plan))
        #expect(reply.status == status, "\(reply.text)")
    }

    @Test func `C2: a class that is moved to another year teaches that year's edition`() async throws {
        let fixture = try await RegistrationFixture(at: "2015-03-01T15:00:00Z")
        let offering = try await fixture.offering(from: "2015-11-30", to: "2015-12-04")
        let before = try await fixture.send("GET", "/v1/offerings/\(offering)").json["edition"]?.string
        let moved = try await fixture.send(
            "PATCH", "/v1/offerings/\(offering)", as: fixture.staff, ["startsOn": "2016-01-11", "endsOn": "2016-01-15"])
        #expect(moved.status == 200)
        let after = try await fixture.send("GET", "/v1/offerings/\(offering)").json["edition"]?.string
        #expect(before != after)
    }
}
