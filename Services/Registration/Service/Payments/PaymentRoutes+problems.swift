import RegistrationDomain
import Web

extension ProblemCode {
    static let amountNotPositive = ProblemCode("amountNotPositive", "The amount must be above zero")
    static let amountExceedsBalance = ProblemCode("amountExceedsBalance", "The amount exceeds the balance")
    static let amountExceedsPayment = ProblemCode(
        "amountExceedsPayment", "The amount exceeds the remainder of the payment")
    static let ownInvoice = ProblemCode("ownInvoice", "You cannot book money on your own invoice")
    static let nothingDue = ProblemCode("nothingDue", "The invoice has no balance")
}

extension InvoiceRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .amountNotPositive: Problem(.amountNotPositive)
        case .exceedsBalance(let balance): Problem(.amountExceedsBalance, "The balance is \(balance) USD.")
        case .exceedsPayment(let rest): Problem(.amountExceedsPayment, "The remainder of the payment is \(rest) USD.")
        case .paymentUnknown: .notFound
        case .nothingDue: Problem(.nothingDue, "The invoice is paid, or its total is zero.")
        case .ownInvoice: Problem(.ownInvoice)
        }
    }
}
