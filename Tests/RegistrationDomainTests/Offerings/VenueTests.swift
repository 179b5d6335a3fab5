import RegistrationDomain
import Testing

@Suite struct VenueTests {
    private func check(_ country: String, _ state: String?, isZone: Bool = true) throws {
        try Venue(
            name: "Hall", address: "1 Main", city: "Town", state: state, country: country, timeZone: "America/Chicago"
        ).check(isZone: isZone)
    }

    @Test(arguments: [("US", "IL"), ("US", nil), ("US", "PR"), ("PR", nil), ("CA", "ON"), ("DE", "XQ")])
    func `C3: a venue is in one of the United States, or in any state of another country`(
        country: String, state: String?
    ) {
        #expect(throws: Never.self) { try check(country, state) }
    }

    @Test func `C3: a state that does not exist is refused, and before it a time zone that the system does not know`() {
        #expect(throws: VenueRejection.stateUnknown) { try check("US", "XQ") }
        #expect(throws: VenueRejection.timeZoneUnknown) { try check("US", "XQ", isZone: false) }
    }
}
