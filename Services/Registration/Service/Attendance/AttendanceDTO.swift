import JSONSchema
import Primitives
import RegistrationDomain

/// The registrations whose persons were present on a day.
struct AttendanceDTO: WireType {
    var date: Day
    var present: [RegistrationID]

    static let constraints = Constraints([CodingKeys.present: .array(.derived, max: 100_000, unique: true)])
}

/// A recorded day.
struct AttendanceDayDTO: WireType {
    var date: Day
    var present: [RegistrationID]
    var version: Int

    static let constraints = Constraints(
        named: "AttendanceDay", [CodingKeys.present: .array(.derived, max: 100_000), .version: .version])

    init(_ day: AttendanceDay) {
        date = day.date
        present = day.present
        version = day.version
    }
}

/// A day as it was recorded once, before later corrections (F1).
struct AttendanceChangeDTO: WireType {
    var date: Day
    var present: [RegistrationID]
    var recordedBy: PersonID
    var recordedAt: Instant

    static let constraints = Constraints([CodingKeys.present: .array(.derived, max: 100_000)])

    init(_ change: AttendanceChange) {
        date = change.day
        present = change.present
        recordedBy = change.recordedBy
        recordedAt = change.recordedAt
    }
}
