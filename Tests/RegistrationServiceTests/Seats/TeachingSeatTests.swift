import Contracts
import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct TeachingSeatTests {
    @Test(.rule(.E7, .H14, .H20))
    func `E7, H14, H20: an assignment takes a free seat without an invoice, and its end returns the seat`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 1)
        let id = try #require(OfferingID(offering))
        func change(of person: PersonID) -> CandidateChange {
            CandidateChange(personId: person, stage: .intern, offeringId: id, dueOn: fixture.clock.now.utcDay)
        }
        func seatsLeft() async throws -> Int? {
            try await fixture.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"]?.integer
        }
        let (teacher, candidate) = (PersonID.new(), CandidateID.new())
        try await fixture.deliver(fact: .candidateAssigned, change(of: teacher), of: candidate, times: 2)
        #expect(try await seatsLeft() == 0)
        #expect(try await fixture.database.query("SELECT 1 FROM invoice").isEmpty)
        try await fixture.deliver(fact: .candidateAuditRequested, change(of: .new()), of: .new())
        let refused = try await fixture.facts(of: offering).last
        #expect(refused?.type == "seat.refused")
        #expect(refused?.data["code"] == "offeringFull")
        try await fixture.deliver(fact: .candidateUnassigned, change(of: teacher), of: candidate)
        #expect(try await seatsLeft() == 1)
    }
}
