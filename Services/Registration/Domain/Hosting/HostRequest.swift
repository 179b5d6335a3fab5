package import Primitives

package enum HostRequestStatus: String, Codable, CaseIterable, Sendable {
    case submitted
    case approved
    case rejected
}

/// Why a host request cannot take a step.
package enum HostRequestRejection: Error, Hashable, Sendable {
    /// Only a submitted request is decided, and only a rejected one is submitted again.
    case notInStatus(needed: HostRequestStatus, is: HostRequestStatus)
    case datesPassed(Day)
}

/// The host packet's steps (C3, C4): submitted → approved, or rejected → submitted again.
extension HostRequestStatus {
    /// A class cannot be asked for on a day that is over at the venue.
    package static func submit(startsOn: Day, at moment: RegistrationMoment) throws(HostRequestRejection) {
        guard startsOn >= moment.venueDay else { throw .datesPassed(startsOn) }
    }

    package func approve(startsOn: Day, at moment: RegistrationMoment) throws(HostRequestRejection) -> HostRequestStatus
    {
        guard self == .submitted else { throw .notInStatus(needed: .submitted, is: self) }
        guard startsOn >= moment.venueDay else { throw .datesPassed(startsOn) }
        return .approved
    }

    package func reject() throws(HostRequestRejection) -> HostRequestStatus {
        guard self == .submitted else { throw .notInStatus(needed: .submitted, is: self) }
        return .rejected
    }

    package func resubmit(startsOn: Day, at moment: RegistrationMoment) throws(HostRequestRejection)
        -> HostRequestStatus
    {
        guard self == .rejected else { throw .notInStatus(needed: .rejected, is: self) }
        try HostRequestStatus.submit(startsOn: startsOn, at: moment)
        return .submitted
    }
}
