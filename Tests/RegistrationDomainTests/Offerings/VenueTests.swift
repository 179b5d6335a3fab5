import RegistrationDomain
import Testing

@Suite("C3: where a class is held")
struct VenueTests {
    private func check(_ country: String, _ state: String?, isZone: Bool = true) throws {
        try Venue(
            name: "Hall", address: "1 Main", city: "Town", state: state, country: country, timeZone: "America/Chicago"
        ).check(isZone: isZone)
    }

    @Test(
        "A state of the United States, and two letters elsewhere",
        arguments: [("US", "IL"), ("US", nil), ("US", "PR"), ("PR", nil), ("CA", "ON"), ("DE", "XQ")])
    func fit(country: String, state: String?) {
        #expect(throws: Never.self) { try check(country, state) }
    }

    @Test("A state that is none, and a zone that the system has not, are refused")
    func unfit() {
        #expect(throws: VenueRejection.stateUnknown) { try check("US", "XQ") }
        #expect(throws: VenueRejection.timeZoneUnknown) { try check("US", "IL", isZone: false) }
    }
}
