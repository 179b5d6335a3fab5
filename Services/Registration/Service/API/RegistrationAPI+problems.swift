import JSONTree
import Primitives
import RegistrationDomain
import Web

// The refusals of this service's rules, each with its code once.

extension ProblemCode {
    static let dayAttended = ProblemCode("dayAttended", "Somebody was present on a day that would be none of its days")
    static let completionStands = ProblemCode("completionStands", "A completion of the class stands")
    static let hostRequestStatus = ProblemCode("hostRequestStatus", "The host request's status does not allow this")
    static let datesPassed = ProblemCode("datesPassed", "The dates are in the past")
    static let datesOutOfOrder = ProblemCode("datesOutOfOrder", "The last day is before the first")
    static let courseUnknown = ProblemCode("courseUnknown", "There is no such course")
    static let courseExists = ProblemCode("courseExists", "There is a course with this code")
    static let timeZoneUnknown = ProblemCode("timeZoneUnknown", "There is no such time zone")
    static let sectionTwice = ProblemCode("sectionTwice", "An edition has a section's code twice")
    static let earlyBirdIncomplete = ProblemCode("earlyBirdIncomplete", "An early-bird price needs its last day")
    static let pricesOutOfOrder = ProblemCode("pricesOutOfOrder", "The prices are not in their order")
    static let documentUnfit = ProblemCode("documentUnfit", "The document is not of its type")
    static let packetFull = ProblemCode("packetFull", "The packet has as many documents as it may")
    static let notADayOfTheClass = ProblemCode("notADayOfTheClass", "The class is not held on this day")
    static let dayNotYet = ProblemCode("dayNotYet", "The day has not come at the venue")
    static let notAttending = ProblemCode("notAttending", "These registrations do not sit in the class")
    static let offeringNotOver = ProblemCode("offeringNotOver", "The class's last day has not come")
    static let notRegistered = ProblemCode("notRegistered", "The registration is not active")
    static let kindEarnsNoCompletion = ProblemCode(
        "kindEarnsNoCompletion", "This kind of registration earns no completion")
    static let attendanceIncomplete = ProblemCode("attendanceIncomplete", "Too few days were attended")
    static let alreadyCompleted = ProblemCode("alreadyCompleted", "The completion is recorded already")
    static let alreadyVoided = ProblemCode("alreadyVoided", "The completion is voided already")
    static let evaluationNotOpen = ProblemCode("evaluationNotOpen", "The evaluation opens with the first day attended")
    static let notInstructors = ProblemCode("notInstructors", "These people do not teach the class")
}

extension MoveRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .dayAttended(let day): Problem(.dayAttended, "Attendance of \(day) is corrected first.")
        case .completed: Problem(.completionStands, "Completions are dated by the last day; they are voided first.")
        case .datesPassed: Problem(.datesPassed)
        }
    }
}

extension VenueRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .stateUnknown: .unprocessable("/venue/state", "is no state of the United States")
        case .timeZoneUnknown: Problem(.timeZoneUnknown)
        }
    }
}

extension OfferingRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .datesOutOfOrder:
            Problem(
                .datesOutOfOrder, "A class lasts from its first to its last day, at most \(Offering.maximumDays) days.")
        case .venue(let rejection): rejection.problem
        case .courseUnknown: Problem(.courseUnknown)
        case .prices(let rejection): rejection.problem
        }
    }
}

extension HostRequestRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .offering(let rejection): rejection.problem
        case .notInStatus(let status): Problem(.hostRequestStatus, "The request is \(status.rawValue).")
        case .datesPassed(let day): Problem(.datesPassed, "\(day) is over at the venue.")
        case .tooManyDocuments(let maximum): Problem(.packetFull, "A packet has at most \(maximum) documents.")
        }
    }
}

extension PriceRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .earlyBirdIncomplete: Problem(.earlyBirdIncomplete)
        case .memberAboveNonMember(let member, let other):
            Problem(.pricesOutOfOrder, "Members would pay \(member), others \(other).")
        case .dayOver(let day): Problem(.datesPassed, "\(day) is over.")
        }
    }
}

extension AttendanceRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notADayOfTheClass(let day): Problem(.notADayOfTheClass, "\(day) is not one of its days.")
        case .dayNotYet(let day): Problem(.dayNotYet, "It is not yet \(day) there.")
        case .offeringCancelled: Problem(.offeringCancelled)
        case .notAttending(let ids):
            Problem(
                .notAttending, "\(ids.count) of the registrations do not sit in this class.",
                extensions: ["registrationIds": .array(ids.map { .string($0.description) })])
        }
    }
}

extension CompletionRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .offeringNotOver(let day): Problem(.offeringNotOver, "Its last day is \(day).")
        case .offeringCancelled: Problem(.offeringCancelled)
        case .notRegistered: Problem(.notRegistered)
        case .kindEarnsNoCompletion(let kind): Problem(.kindEarnsNoCompletion, "The kind is \(kind.rawValue).")
        case .attendanceIncomplete(let attended, let needed):
            Problem(.attendanceIncomplete, "\(attended) of \(needed) days were attended.")
        case .alreadyCompleted: Problem(.alreadyCompleted)
        case .evaluationNotOpen: Problem(.evaluationNotOpen)
        case .notInstructors(let ids):
            Problem(
                .notInstructors, "The lead instructor is rated, and who has a seat to teach in the class.",
                extensions: ["personIds": .array(ids.map { .string($0.description) })])
        }
    }
}
