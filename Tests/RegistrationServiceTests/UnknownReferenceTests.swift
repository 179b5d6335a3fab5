import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

@Suite("Classes that name somebody unknown")
struct UnknownReferenceTests {
    @Test("an agency and a lead instructor stand in the list until something of them comes; no class is refused for it")
    func list() async throws {
        let world = try await RegistrationWorld()
        let (lead, coordinator) = (PersonID.new(), PersonID.new())
        func listed(_ query: String = "") async throws -> JSON {
            try await world.send("GET", "/v1/unknown-references" + query, as: world.staff).json
        }
        let both = try await world.offering(more: ["leadInstructorId": .string(lead.description)])
        let later = try await world.offering(from: "2026-05-04", to: "2026-05-08")
        let gone = try await world.offering(from: "2026-06-01", to: "2026-06-05")
        _ = try await world.send("POST", "/v1/offerings/\(gone)/cancellation", as: world.staff, ["reason": "Storm."])
        let items = try await listed()["items"]?.array ?? []
        #expect(items.map { $0.text("offeringId") } == [both, later])
        #expect(items[0]["unknownAgencyId"]?.string == world.agency.description)
        #expect(items[0]["unknownLeadInstructorId"]?.string == lead.description)
        #expect(items[1]["unknownLeadInstructorId"] == .null)
        let first = try await listed("?limit=1")
        #expect(first["items"]?.array?.count == 1)
        #expect(
            try await listed("?limit=1&cursor=\(first.text("nextCursor"))")["items"]?[0]?.text("offeringId") == later)

        try await world.know(lead)
        #expect(try await listed()["items"]?[0]?["unknownLeadInstructorId"] == .null)
        try await world.database.execute("INSERT INTO agency VALUES (\(world.agency))")
        #expect(try await listed()["items"] == [])
        try await world.database.execute("DELETE FROM agency")
        #expect(try await listed()["items"]?.array?.count == 2)
        try await world.know(coordinator)
        try await world.database.execute(
            "UPDATE person SET coordinator_of = ARRAY[\(world.agency)] WHERE id = \(coordinator)")
        #expect(try await listed()["items"] == [])
        #expect(try await world.send("GET", "/v1/unknown-references", as: Caller()).status == 403)
    }
}
