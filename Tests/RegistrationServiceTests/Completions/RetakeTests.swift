import DomainClock
import JSONTree
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// Invitations to retake Basic (E4).
@Suite struct RetakeTests {
    @Test(.rule(.E4))
    func `E4: three years after their last Basic a person is invited once, and never for imported completions alone`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let (ours, archived) = (PersonID.new(), PersonID.new())
        try await fixture.complete(ours, on: "2023-03-01")
        try await fixture.complete(archived, on: "2023-03-01", isImported: true)
        try await fixture.run("retake-invitations")
        #expect(try await fixture.facts(of: ours.description).isEmpty)
        fixture.clock.move(to: try instant("2026-03-02T15:00:00Z"))
        for _ in 0..<2 { try await fixture.run("retake-invitations") }
        let invited = try await fixture.facts(of: ours.description)
        #expect(invited.map(\.type) == ["retake.invited"])
        #expect(invited.first?.data["lastCompletedOn"] == "2023-03-01")
        #expect(try await fixture.facts(of: archived.description).isEmpty)
    }
}
