import HTTP
import Imports
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// The roster of a class (D8).
@Suite struct RosterTests {
    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
    func `D8: no cell of the CSV begins like a formula`(name: String) async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let caller = Caller()
        try await fixture.know(caller.person, email: "omar@springfield.example")
        try await fixture.database.execute(
            """
            UPDATE profile SET family_name = \(name), given_name = \("Ann, \"Annie\"")
            WHERE person_id = \(caller.person)
            """
        )
        _ = try await fixture.register(caller, offering)
        let csv = try await fixture.send(
            "GET", "/v1/offerings/\(offering)/roster", as: fixture.staff, headers: ["Accept": "text/csv"])
        var reader = CSVReader()
        var rows: [CSVReader.Row] = []
        reader.feed(csv.bytes, into: &rows)
        reader.finish(into: &rows)
        let records = try rows.map { try $0.get() }
        #expect(records.count == 2)
        let fields = try #require(records.last?.fields)
        #expect(fields[2].hasPrefix("'"))
        #expect(fields[3] == "Ann, \"Annie\"")
        #expect(fields.allSatisfy { !["=", "+", "-", "@", "\t", "\r"].contains($0.prefix(1)) })
    }

    @Test(.rule(.D8))
    func `D8: the roster counts seats by kind, and only the lead instructor, the host and staff may read it`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let lead = Caller(roles: [.instructor])
        let offering = try await fixture.offering(
            capacity: 4, more: ["leadInstructorId": .string(lead.person.description)])
        for _ in 0..<2 { _ = try await fixture.register(Caller(), offering) }
        let teacher = Caller()
        try await fixture.know(teacher.person)
        for kind in ["staff", "audit"] {
            let person = PersonID.new()
            try await fixture.know(person)
            let reply = try await fixture.send(
                "POST", "/v1/registrations", as: fixture.staff,
                [
                    "offeringId": .string(offering), "personId": .string(person.description), "kind": .string(kind),
                ])
            #expect(reply.status == 201, "\(reply.text)")
        }
        _ = try await fixture.register(Caller(), offering, more: ["waitlist": true])
        let host = Caller(roles: [.agencyCoordinator], coordinatorOf: [fixture.agency])
        let stranger = Caller(roles: [.agencyCoordinator], coordinatorOf: [.new()])
        let path = "/v1/offerings/\(offering)/roster"
        for caller in [lead, host, fixture.staff, Caller(roles: [.auditor])] {
            let roster = try await fixture.send("GET", path, as: caller)
            #expect(roster.json["seatsByKind"] == ["regular": 2, "staff": 1, "audit": 1])
            #expect(roster.json["items"]?.array?.count == 4)
            #expect(roster.json["seatsRemaining"] == 0)
        }
        for caller in [stranger, Caller()] { #expect(try await fixture.send("GET", path, as: caller).status == 403) }
        #expect(try await fixture.send("GET", path).status == 401)
    }

    @Test func `A5, D8: a person who was merged after the registration has their present name on the roster`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let (former, present) = (Caller(), PersonID.new())
        _ = try await fixture.register(former, offering)
        try await fixture.know(present, email: "present@springfield.example")
        try await fixture.know(former.person, email: "former@springfield.example", mergedInto: present)
        let roster = try await fixture.send("GET", "/v1/offerings/\(offering)/roster", as: fixture.staff)
        #expect(roster.json["items"]?[0]?["email"] == "present@springfield.example")
    }

    @Test(.rule(.D8)) func `D8: a name that has not come from accounts is pending, and an erased one is erased`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let (known, new, gone) = (try await fixture.member("omar"), Caller(), Caller())
        for caller in [known, new, gone] { _ = try await fixture.register(caller, offering) }
        try await fixture.database.execute(
            """
            INSERT INTO projection_guard (projection, aggregate_id, epoch, version, is_gone)
            VALUES ('profile', \(gone.person.description), 1, 2, true)
            """)
        let path = "/v1/offerings/\(offering)/roster"
        let items = try await fixture.send("GET", path, as: fixture.staff).json["items"]?.array ?? []
        let profiles = items.map { [$0["personId"]?.string: $0.text("profile")] }
        #expect(
            profiles == [
                [known.person.description: "known"], [new.person.description: "pending"],
                [gone.person.description: "erased"],
            ])
        let csv = try await fixture.send("GET", path, as: fixture.staff, headers: ["Accept": "text/csv"]).text
        #expect(csv.contains("Ortiz") && csv.contains("(name pending)") && csv.contains("(name erased)"))
        let pdf = try await fixture.send("GET", path, as: fixture.staff, headers: ["Accept": "application/pdf"])
        #expect(pdf.status == 200)
    }
}
