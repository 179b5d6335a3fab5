/// Why there is no such place (C3).
package enum VenueRejection: Error, Hashable, Sendable {
    case stateUnknown
    case timeZoneUnknown
    /// The zone is kept in other countries only.
    case timeZoneElsewhere(zone: String, country: String)
}

extension Venue {
    /// A class's days, deadlines and reminders go by the venue's zone, so a slip in it is worth a refusal.
    ///
    /// - Parameter countries: where the zone is kept, by the system's tables; empty where they do not say, nil when there is no such
    ///   zone.
    package func check(zoneCountries countries: Set<String>?) throws(VenueRejection) {
        guard let countries else { throw .timeZoneUnknown }
        guard PlaceCodes.isState(state, in: country) else { throw .stateUnknown }
        guard !countries.isEmpty, !countries.contains(country) else { return }
        // Puerto Rico and the like are states here and countries there.
        if country == "US", let state, countries.contains(state), PlaceCodes.territories.contains(state) { return }
        throw .timeZoneElsewhere(zone: timeZone, country: country)
    }
}
