package import Primitives

/// The persons who were present on a day of a class (F1).
package struct AttendanceDay: Hashable, Sendable {
    package var date: Day
    package var present: [RegistrationID]
    /// Zero until the day is recorded.
    package var version: Int

    package init(date: Day, present: [RegistrationID] = [], version: Int = 0) {
        self.date = date
        self.present = present
        self.version = version
    }
}

/// The reason why a day's attendance cannot be recorded (F1).
package enum AttendanceRejection: Error, Hashable, Sendable {
    case notADayOfTheClass(Day)
    /// The day has not begun at the venue.
    case dayNotYet(Day)
    case offeringCancelled
    /// These registrations have no seat in the class.
    case notAttending([RegistrationID])
}

extension Offering {
    /// Records the attendance of one day, in place of what was recorded before (F1).
    ///
    /// - Parameters:
    ///   - present: The registrations whose persons were present.
    ///   - attending: The registrations with a seat in the class.
    /// - Returns: The registrations that were present, each once and in order.
    /// - Throws: `offeringCancelled`, `notADayOfTheClass`, `dayNotYet`, `notAttending`.
    package func recordAttendance(
        on day: Day, present: [RegistrationID], attending: Set<RegistrationID>, at moment: RegistrationMoment
    ) throws(AttendanceRejection) -> [RegistrationID] {
        guard status == .published else { throw .offeringCancelled }
        guard startsOn <= day, day <= endsOn else { throw .notADayOfTheClass(day) }
        guard day <= moment.venueDay else { throw .dayNotYet(day) }
        let unknown = Set(present).subtracting(attending)
        guard unknown.isEmpty else { throw .notAttending(unknown.sorted()) }
        return Set(present).sorted()
    }
}
