package import Primitives

/// The steps of a request's status alone, for the store's record of a request. `HostRequest` replaces them.
extension HostRequestStatus {
    package static func submit(startsOn: Day, at moment: RegistrationMoment) throws(HostRequestRejection) {
        guard startsOn >= moment.venueDay else { throw .datesPassed(startsOn) }
    }

    package func approve(startsOn: Day, at moment: RegistrationMoment) throws(HostRequestRejection) -> HostRequestStatus
    {
        guard self == .submitted else { throw .notInStatus(self) }
        guard startsOn >= moment.venueDay else { throw .datesPassed(startsOn) }
        return .approved
    }

    package func reject() throws(HostRequestRejection) -> HostRequestStatus {
        guard self == .submitted else { throw .notInStatus(self) }
        return .rejected
    }

    package func resubmit(startsOn: Day, at moment: RegistrationMoment) throws(HostRequestRejection)
        -> HostRequestStatus
    {
        guard self == .rejected else { throw .notInStatus(self) }
        try HostRequestStatus.submit(startsOn: startsOn, at: moment)
        return .submitted
    }
}
