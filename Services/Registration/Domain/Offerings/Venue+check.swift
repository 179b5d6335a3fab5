/// Why there is no such place (C3).
package enum VenueRejection: Error, Hashable, Sendable {
    case stateUnknown
    case timeZoneUnknown
}

extension Venue {
    /// A class's days, deadlines and reminders go by the venue's zone. Which one it is, is the host's word: a country's bases and
    /// borders keep others than its tables say.
    ///
    /// - Parameter isZone: whether the system has the zone.
    package func check(isZone: Bool) throws(VenueRejection) {
        guard isZone else { throw .timeZoneUnknown }
        guard PlaceCodes.isState(state, in: country) else { throw .stateUnknown }
    }
}
