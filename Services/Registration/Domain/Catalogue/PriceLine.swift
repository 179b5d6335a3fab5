package import Primitives

/// A line of a quote or an invoice with its reason.
package struct PriceLine: Hashable, Sendable, Codable {
    package var code: Code
    package var description: String
    /// Below zero for a discount or a credit.
    package var amount: Money
    package var reason: String

    package init(code: Code, description: String, amount: Money, reason: String) {
        self.code = code
        self.description = description
        self.amount = amount
        self.reason = reason
    }

    /// The kind of a line. A fee is a line of its own and is never merged with the price (D4, D5).
    package enum Code: String, Codable, CaseIterable, Sendable {
        case memberRate
        case nonMemberRate
        case earlyBirdRate
        case auditRate
        case staffRate
        case scholarshipRate
        case basicRetakeDiscount
        case scholarshipAward
        case membershipCorrection
        case transferFee
        case cancellationFee
        case cancellationCredit

        package var isFee: Bool { self == .transferFee || self == .cancellationFee }
    }

    /// Returns the line of a transfer's fee (D4).
    package static func transferFee(under policy: RegistrationPolicy) -> PriceLine {
        PriceLine(
            code: .transferFee, description: "Transfer fee", amount: policy.transferFee,
            reason: "the registration went to another person")
    }
}
