import JSONTree
import Primitives
import RegistrationDomain
import Web

// The refusals of this service's rules, each with its code once.

extension ProblemCode {
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
    static let scholarshipNotOffered = ProblemCode("scholarshipNotOffered", "Scholarships are for Basic")
    static let alreadyApplied = ProblemCode("alreadyApplied", "There is an application already")
    static let alreadyAwarded = ProblemCode("alreadyAwarded", "The scholarship is awarded already")
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
