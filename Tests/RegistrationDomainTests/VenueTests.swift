import RegistrationDomain
import Testing

@Suite("C3: where a class is held")
struct VenueTests {
    private func check(_ country: String, _ state: String?, _ zone: String, _ countries: Set<String>?) throws {
        try Venue(name: "Hall", address: "1 Main", city: "Town", state: state, country: country, timeZone: zone)
            .check(zoneCountries: countries)
    }

    @Test(
        "A zone of the country is taken, and one of which the tables say nothing",
        arguments: [
            ("US", "IL", "America/Chicago", ["US"]), ("US", "IL", "EST5EDT", []), ("US", nil, "Etc/UTC", []),
            ("DK", nil, "Europe/Berlin", ["DE", "DK", "NO"]), ("PR", nil, "America/Puerto_Rico", ["PR", "VI"]),
            ("US", "PR", "America/Puerto_Rico", ["PR", "VI"]), ("US", "GU", "Pacific/Guam", ["GU", "MP"]),
            ("CA", "ON", "America/Toronto", ["CA"]),
        ] as [(String, String?, String, Set<String>)])
    func fit(country: String, state: String?, zone: String, countries: Set<String>) {
        #expect(throws: Never.self) { try check(country, state, zone, countries) }
    }

    @Test(
        "A state that is none, no zone, and another country's zone are refused",
        arguments: [
            ("US", "XQ", "America/Chicago", ["US"], VenueRejection.stateUnknown),
            ("US", "IL", "Mars/Base", nil, .timeZoneUnknown),
            (
                "US", "IL", "Pacific/Auckland", ["NZ", "AQ"],
                .timeZoneElsewhere(zone: "Pacific/Auckland", country: "US")
            ),
            ("DE", nil, "America/New_York", ["US"], .timeZoneElsewhere(zone: "America/New_York", country: "DE")),
            // Indiana's letters are India's too.
            ("US", "IN", "Asia/Kolkata", ["IN"], .timeZoneElsewhere(zone: "Asia/Kolkata", country: "US")),
            ("US", "CA", "America/Toronto", ["CA"], .timeZoneElsewhere(zone: "America/Toronto", country: "US")),
        ] as [(String, String?, String, Set<String>?, VenueRejection)])
    func unfit(country: String, state: String?, zone: String, countries: Set<String>?, rejection: VenueRejection) {
        #expect(throws: rejection) { try check(country, state, zone, countries) }
    }
}
