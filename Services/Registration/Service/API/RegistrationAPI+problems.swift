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
