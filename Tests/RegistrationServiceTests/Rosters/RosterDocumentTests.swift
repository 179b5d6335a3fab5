import HTTP
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// Rosters on paper.
@Suite struct RosterDocumentTests {
    @Test(.rule(.D8))
    func `D8: a roster has as many pages as it needs, in any script, and prints also with unusual names`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 60)
        let names = [
            "Ortiz", "Нгуен", "Nguyễn", "山田", String(repeating: "Wolfeschlegelstein", count: 10), "\u{E000}\u{E001}",
        ]
        for index in 0..<50 {
            let caller = Caller()
            try await fixture.know(caller.person, email: "officer\(index)@springfield.example")
            try await fixture.database.execute(
                "UPDATE profile SET family_name = \(names[index % names.count]) WHERE person_id = \(caller.person)")
            _ = try await fixture.register(caller, offering)
        }
        let pdf = try await fixture.send(
            "GET", "/v1/offerings/\(offering)/roster", as: fixture.staff, headers: ["Accept": "application/pdf"])
        #expect(pdf.status == 200)
        #expect(pdf.text.hasPrefix("%PDF-"))
        #expect(pdf.text.contains("/Count 3"))
    }
}
