import HTTP
import JSONSchema
import Primitives
import ServiceKit
import TestSupport
import Testing

@Suite("C3, C4: host requests")
struct HostRequestTests {
    private static func plan(_ world: RegistrationWorld) -> JSON {
        [
            "agencyId": .string(world.agency.description), "courseCode": "basic-sro", "startsOn": "2026-03-30",
            "endsOn": "2026-04-03", "capacity": 24, "venue": RegistrationWorld.venue,
            "contact": ["name": "Carla Cole", "email": "carla@springfield.example"], "notes": "Park behind the house.",
        ]
    }

    private static func rejected(_ world: RegistrationWorld, _ coordinator: Caller) async throws -> String {
        let request = try await world.send("POST", "/v1/host-requests", as: coordinator, plan(world))
        let path = "/v1/host-requests/" + (request.json["id"]?.string ?? "")
        let rejection = try await world.send("POST", path + "/rejection", as: world.staff, ["reason": "Too small."])
        #expect(rejection.json["status"] == "rejected")
        return path
    }

    @Test("a rejected request comes again as it was, or with what changed")
    func resubmission() async throws {
        let world = try await RegistrationWorld()
        let coordinator = Caller(roles: [.agencyCoordinator], coordinatorOf: [world.agency])
        let same = try await Self.rejected(world, coordinator)
        let asItWas = try await world.send("POST", same + "/resubmission", as: coordinator, [:])
        #expect(asItWas.status == 200)
        #expect(asItWas.json["status"] == "submitted")
        #expect(asItWas.json["capacity"] == 24)

        let other = try await Self.rejected(world, coordinator)
        let changed = try await world.send("POST", other + "/resubmission", as: coordinator, ["capacity": 40])
        #expect(changed.json["capacity"] == 40)
        #expect(changed.json["notes"] == "Park behind the house.")
        #expect(changed.json["startsOn"] == "2026-03-30")
        let twice = try await world.send("POST", other + "/resubmission", as: coordinator, [:])
        #expect(twice.code == "hostRequestStatus")
    }

    @Test("a resubmission is judged like a new request, and changes nothing when it is refused")
    func refusals() async throws {
        let world = try await RegistrationWorld()
        let coordinator = Caller(roles: [.agencyCoordinator], coordinatorOf: [world.agency])
        let path = try await Self.rejected(world, coordinator) + "/resubmission"
        let cases: [(change: JSON, code: String)] = [
            (["endsOn": "2026-03-29"], "datesOutOfOrder"), (["courseCode": "no-such-course"], "courseUnknown"),
            (["startsOn": "2026-02-02", "endsOn": "2026-02-03"], "datesPassed"), (["capacity": 0], "invalid"),
            (["agencyId": .string(AgencyID.new().description)], "forbidden"),
        ]
        for (change, code) in cases {
            #expect(try await world.send("POST", path, as: coordinator, change).code == code, "\(change)")
        }
        let stranger = Caller(roles: [.agencyCoordinator], coordinatorOf: [.new()])
        #expect(try await world.send("POST", path, as: stranger, [:]).status == 404)
        #expect(try await world.send("POST", path, as: coordinator, [:]).json["capacity"] == 24)
    }
}
