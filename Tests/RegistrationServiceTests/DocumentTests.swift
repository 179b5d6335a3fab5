import HTTP
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

@Suite("Rosters on paper")
struct DocumentTests {
    @Test("D8: a roster takes as many pages as it needs, in any script, and no odd name keeps it from being printed")
    func roster() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 60)
        let names = [
            "Ortiz", "Нгуен", "Nguyễn", "山田", String(repeating: "Wolfeschlegelstein", count: 10), "\u{E000}\u{E001}",
        ]
        for index in 0..<50 {
            let caller = Caller()
            try await world.know(caller.person, email: "officer\(index)@springfield.example")
            try await world.database.execute(
                "UPDATE profile SET family_name = \(names[index % names.count]) WHERE person_id = \(caller.person)")
            _ = try await world.register(caller, offering)
        }
        let pdf = try await world.send(
            "GET", "/v1/offerings/\(offering)/roster", as: world.staff, headers: ["Accept": "application/pdf"])
        #expect(pdf.status == 200)
        #expect(pdf.text.hasPrefix("%PDF-"))
        #expect(pdf.text.contains("/Count 3"))
    }
}
