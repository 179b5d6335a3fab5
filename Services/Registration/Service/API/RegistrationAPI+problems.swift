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
    static let amountNotPositive = ProblemCode("amountNotPositive", "The amount must be above zero")
    static let amountExceedsBalance = ProblemCode("amountExceedsBalance", "The amount is more than is due")
    static let amountExceedsPayment = ProblemCode(
        "amountExceedsPayment", "The amount is more than is left of the payment")
    static let ownInvoice = ProblemCode("ownInvoice", "Nobody books money on the own invoice")
    static let currencyUnknown = ProblemCode("currencyUnknown", "Only USD is taken")
    static let cardPaymentsOff = ProblemCode("cardPaymentsOff", "Cards are not taken here")
    static let nothingDue = ProblemCode("nothingDue", "Nothing is due")
    static let cardDeclined = ProblemCode("cardDeclined", "The card was declined")
    static let cardPaymentRefused = ProblemCode("cardPaymentRefused", "The card provider refuses this payment")
    static let cardProviderBusy = ProblemCode("cardProviderBusy", "The card provider is busy; try again", status: 503)
    static let cardProviderUnavailable = ProblemCode(
        "cardProviderUnavailable", "The card provider cannot be reached; try again", status: 503)
    static let refundNotFailed = ProblemCode("refundNotFailed", "The refund waits or is done")
    static let refundUnderWay = ProblemCode("refundUnderWay", "The card provider carries the refund out")
    static let refundSent = ProblemCode("refundSent", "The refund has gone back")
    static let sentInFuture = ProblemCode("sentInFuture", "The day is still to come")
    static let sentBeforeRefund = ProblemCode("sentBeforeRefund", "The refund was not recorded yet on this day")
    static let signatureInvalid = ProblemCode("signatureInvalid", "The signature is not valid", status: 401)
    static let scholarshipNotOffered = ProblemCode("scholarshipNotOffered", "Scholarships are for Basic")
    static let alreadyApplied = ProblemCode("alreadyApplied", "There is an application already")
    static let alreadyAwarded = ProblemCode("alreadyAwarded", "The scholarship is awarded already")
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

extension InvoiceRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .amountNotPositive: Problem(.amountNotPositive)
        case .exceedsBalance(let balance): Problem(.amountExceedsBalance, "\(balance) USD are due.")
        case .exceedsPayment(let kept): Problem(.amountExceedsPayment, "\(kept) USD are left of the payment.")
        case .paymentUnknown: .notFound
        }
    }
}

extension RefundRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .underWay: Problem(.refundUnderWay, "Sent by hand too, it would go back twice.")
        case .sent: Problem(.refundSent, "It has gone back in another way than this one.")
        case .sentInFuture(let day): Problem(.sentInFuture, "It is not yet \(day).")
        case .sentBefore(let day): Problem(.sentBeforeRefund, "It was recorded on \(day).")
        }
    }
}

extension CardRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .nothingDue: Problem(.nothingDue, "The invoice is paid, or asks for nothing.")
        }
    }
}

extension OtherCurrency: ProblemConvertible {
    var problem: Problem { Problem(.currencyUnknown) }
}

extension PaymentProviderError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .declined(let code, let text):
            Problem(.cardDeclined, text, extensions: ["declineCode": .string(code)])
        case .refused(let code, let text):
            Problem(.cardPaymentRefused, text, extensions: ["providerCode": .string(code)])
        case .busy(let retryAfter): Problem(.cardProviderBusy, retryAfter: retryAfter ?? .seconds(2))
        case .notAdmitted, .broken, .unanswered, .unreachable:
            // What it said is for the log: a client could do nothing with it.
            Problem(.cardProviderUnavailable, retryAfter: .seconds(5))
        }
    }
}

