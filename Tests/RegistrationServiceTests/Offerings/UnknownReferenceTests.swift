import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// Classes that name an unknown agency or lead instructor.
@Suite struct UnknownReferenceTests {
    @Test
    func `an unknown agency or lead instructor is accepted, and listed until its state arrives`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let (lead, coordinator) = (PersonID.new(), PersonID.new())
        func listed(_ query: String = "") async throws -> JSON {
            try await fixture.send("GET", "/v1/unknown-references" + query, as: fixture.staff).json
        }
        let both = try await fixture.offering(more: ["leadInstructorId": .string(lead.description)])
        let later = try await fixture.offering(from: "2026-05-04", to: "2026-05-08")
        let gone = try await fixture.offering(from: "2026-06-01", to: "2026-06-05")
        _ = try await fixture.send(
            "POST", "/v1/offerings/\(gone)/cancellation", as: fixture.staff, ["reason": "Storm."])
        let items = try await listed()["items"]?.array ?? []
        #expect(items.map { $0.text("offeringId") } == [both, later])
        #expect(items[0]["unknownAgencyId"]?.string == fixture.agency.description)
        #expect(items[0]["unknownLeadInstructorId"]?.string == lead.description)
        #expect(items[1]["unknownLeadInstructorId"] == .null)
        let first = try await listed("?limit=1")
        #expect(first["items"]?.array?.count == 1)
        #expect(
            try await listed("?limit=1&cursor=\(first.text("nextCursor"))")["items"]?[0]?.text("offeringId") == later)

        try await fixture.know(lead)
        #expect(try await listed()["items"]?[0]?["unknownLeadInstructorId"] == .null)
        try await fixture.database.execute("INSERT INTO agency VALUES (\(fixture.agency))")
        #expect(try await listed()["items"] == [])
        try await fixture.database.execute("DELETE FROM agency")
        #expect(try await listed()["items"]?.array?.count == 2)
        try await fixture.know(coordinator)
        try await fixture.database.execute(
            "UPDATE person SET coordinator_of = ARRAY[\(fixture.agency)] WHERE id = \(coordinator)")
        #expect(try await listed()["items"] == [])
        #expect(try await fixture.send("GET", "/v1/unknown-references", as: Caller()).status == 403)
    }
}
