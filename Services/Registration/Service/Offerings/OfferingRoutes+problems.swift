import Primitives
import RegistrationDomain
import Web

// The refusals of offerings, each with its code.

extension ProblemCode {
    static let datesPassed = ProblemCode("datesPassed", "The dates are in the past")
    static let datesOutOfOrder = ProblemCode(
        "datesOutOfOrder", "The last day is before the first, or too long after it")
    static let timeZoneUnknown = ProblemCode("timeZoneUnknown", "The time zone does not exist")
    static let dayAttended = ProblemCode(
        "dayAttended", "Someone was present on a day that would not be one of its days")
    static let completionStands = ProblemCode("completionStands", "A completion of the class stands")
}

extension OfferingRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .cancelled: Problem(.offeringCancelled)
        case .completed: Problem(.completionStands)
        case .datesOutOfOrder:
            Problem(
                .datesOutOfOrder, "A class lasts from its first to its last day, at most \(Offering.maximumDays) days.")
        case .venue(let rejection): rejection.problem
        case .courseUnknown: Problem(.courseUnknown)
        case .prices(let rejection): rejection.problem
        case .move(let rejection): rejection.problem
        }
    }
}

extension MoveRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .dayAttended(let day): Problem(.dayAttended, "Correct the attendance of \(day) first.")
        case .completed: Problem(.completionStands, "Completions are dated by the last day; void them first.")
        case .datesPassed: Problem(.datesPassed)
        }
    }
}

extension VenueRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .stateUnknown: .unprocessable("/venue/state", "is not a state of the United States")
        case .timeZoneUnknown: Problem(.timeZoneUnknown)
        }
    }
}
