import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import Uploads
import UseCases
import Web

@testable import RegistrationService

/// C3, C4: host packets, their documents and their history.
@Suite struct HostPacketTests {
    private let fixture: RegistrationFixture
    private let coordinator: Caller
    private let path: String

    init() async throws {
        fixture = try await RegistrationFixture()
        coordinator = Caller(roles: [.agencyCoordinator], coordinatorOf: [fixture.agency])
        let request = try await fixture.send(
            "POST", "/v1/host-requests", as: coordinator,
            [
                "agencyId": .string(fixture.agency.description), "courseCode": "basic-sro", "startsOn": "2026-03-30",
                "endsOn": "2026-04-03", "capacity": 24, "venue": RegistrationFixture.venue,
                "contact": ["name": "Carla Cole", "email": "carla@springfield.example"],
                "equipment": ["Projector", "40 chairs"],
            ])
        path = "/v1/host-requests/" + request.json.text("id")
    }

    private func put(
        _ name: String, _ content: [UInt8], type: String = "application/pdf", headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        try await fixture.send(
            "PUT", path + "/documents/" + name, as: coordinator, bytes: content, type: type, headers: headers)
    }

    private static let pdf = Array("%PDF-1.7\n1 0 obj".utf8)
    private static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D] + Array("IHDR".utf8)
        + [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]

    @Test func `C3: a document is taken by what its bytes are, under its own content type, and up to 10 MB`()
        async throws
    {
        #expect(try await put("plan.pdf", Self.pdf).status == 204)
        #expect(try await put("photo.png", Self.png, type: "image/png").status == 204)
        #expect(try await put("photo.png", Self.png).code == "documentUnfit")
        #expect(try await put("page.pdf", Array("<html>%PDF-1.7".utf8)).code == "documentUnfit")
        #expect(try await put("empty.pdf", []).code == "documentUnfit")
        #expect(try await put("macro.doc", Self.pdf, type: "application/msword").status == 415)
        let largest = Self.pdf + [UInt8](repeating: 0x20, count: DocumentType.limit - Self.pdf.count)
        #expect(try await put("large.pdf", largest).status == 204)
        #expect(try await put("larger.pdf", largest + [0x20]).status == 413)
        let packet = try await fixture.send("GET", path, as: coordinator)
        #expect(packet.json["documents"] == ["large.pdf", "photo.png", "plan.pdf"])
    }

    @Test func `C3: a packet holds fifty documents; one more is refused, one of them may be replaced`() async throws {
        for number in 1...50 { #expect(try await put("\(number).pdf", Self.pdf).status == 204) }
        #expect(try await put("51.pdf", Self.pdf).code == "packetFull")
        #expect(try await put("50.pdf", Self.pdf).status == 204)
    }

    @Test func `C3: a new document is a new version of the packet, so nobody approves what they have not seen`()
        async throws
    {
        let seen = try #require(try await fixture.send("GET", path, as: fixture.staff).headers["ETag"])
        _ = try await put("plan.pdf", Self.pdf)
        let reply = try await fixture.send("GET", path, as: fixture.staff, headers: ["If-None-Match": seen])
        #expect(reply.status == 200)
        let stale = try await fixture.send("POST", path + "/approval", as: fixture.staff, headers: ["If-Match": seen])
        #expect(stale.status == 412)
        let tag = try #require(reply.headers["ETag"])
        #expect(try await put("plan.pdf", Self.pdf, headers: ["If-Match": seen]).status == 412)
        let approved = try await fixture.send("POST", path + "/approval", as: fixture.staff, headers: ["If-Match": tag])
        #expect(approved.status == 200)
    }

    @Test func `C3: a packet that was rejected and came again keeps what it said each time, and why`() async throws {
        _ = try await put("plan.pdf", Self.pdf)
        _ = try await fixture.send("POST", path + "/rejection", as: fixture.staff, ["reason": "Too few chairs."])
        _ = try await put("plan.pdf", Self.pdf + Array(" better".utf8))
        let again = try await fixture.send(
            "POST", path + "/resubmission", as: coordinator, ["equipment": ["Projector", "60 chairs"], "capacity": 30])
        #expect(again.json["reason"] == .null)
        #expect(again.json["documents"] == ["plan.pdf"])
        _ = try await fixture.send("POST", path + "/approval", as: fixture.staff)
        let history = try await fixture.send("GET", path + "/history", as: coordinator)
        let steps = try #require(history.json["items"]?.array)
        #expect(steps.map { $0.text("step") } == ["submitted", "rejected", "submitted", "approved"])
        #expect(steps.map { $0["reason"] } == [.null, "Too few chairs.", .null, .null])
        #expect(steps.map { $0["packet"]?["capacity"]?.integer } == [24, 24, 30, 30])
        #expect(steps[1]["packet"]?["equipment"]?[1] == "40 chairs")
        #expect(steps[1].text("personId") == fixture.staff.person.description)
        #expect(steps[2].text("personId") == coordinator.person.description)
        let digests = steps.map { $0["documents"]?[0]?["sha256"]?.string }
        #expect(digests[0] == nil)
        #expect(digests[1] != digests[2])
        #expect(digests[2] == digests[3])
        let stranger = Caller(roles: [.agencyCoordinator], coordinatorOf: [.new()])
        #expect(try await fixture.send("GET", path + "/history", as: stranger).status == 404)
        let first = try await fixture.send("GET", path + "/history?limit=3", as: fixture.staff)
        let next = try #require(first.json["nextCursor"]?.string)
        let last = try await fixture.send("GET", path + "/history?limit=3&cursor=\(next)", as: fixture.staff)
        #expect(last.json["items"]?.array?.count == 1)
    }

    @Test(.rule(.C4))
    func `C4: the class of an approved packet is in the calendar as soon as the approval is answered, with its fact`()
        async throws
    {
        #expect(try await fixture.send("GET", "/v1/offerings").json["items"] == [])
        let approved = try await fixture.send("POST", path + "/approval", as: fixture.staff)
        let id = approved.json.text("offeringId")
        #expect(try await fixture.send("GET", "/v1/offerings").json["items"]?[0]?["id"] == .string(id))
        #expect(try await fixture.facts(of: id).map(\.type) == ["offering.published"])
        let request = String(path.split(separator: "/").last ?? "")
        #expect(try await fixture.facts(of: request).map(\.type) == ["hostRequest.submitted", "hostRequest.approved"])
        #expect(try await fixture.send("POST", path + "/approval", as: fixture.staff).code == "hostRequestStatus")
    }
}
