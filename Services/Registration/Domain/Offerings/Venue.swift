/// The place of a class. The class's dates are days in `timeZone`.
package struct Venue: Hashable, Sendable {
    package var name: String
    package var address: String
    package var city: String
    /// Two letters, where the country has states.
    package var state: String?
    /// ISO 3166-1 alpha-2.
    package var country: String
    /// IANA name.
    package var timeZone: String

    package init(name: String, address: String, city: String, state: String?, country: String, timeZone: String) {
        self.name = name
        self.address = address
        self.city = city
        self.state = state
        self.country = country
        self.timeZone = timeZone
    }

    /// Checks that the place exists (C3). The zone is not compared with the country, because some places keep the time
    /// of another one.
    ///
    /// - Parameter isZone: Whether the system knows the time zone.
    /// - Throws: `timeZoneUnknown`, then `stateUnknown`.
    package func check(isZone: Bool) throws(VenueRejection) {
        guard isZone else { throw .timeZoneUnknown }
        guard PlaceCodes.isState(state, in: country) else { throw .stateUnknown }
    }
}

/// The reason why a venue is not accepted (C3).
package enum VenueRejection: Error, Hashable, Sendable {
    /// The state is not one of the United States.
    case stateUnknown
    case timeZoneUnknown
}
