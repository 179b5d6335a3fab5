package import Primitives

/// What giving a registration back costs (D5).
package struct Cancellation: Hashable, Sendable {
    /// The lines that go onto the invoice: the price credited, then the fee.
    package var lines: [PriceLine]
    package var fee: Money

    /// By the person or on their behalf: the fee while there is time, then the full price; never more than was invoiced. Without a
    /// fee on a ground for which the person has not to answer.
    package static func byPerson(
        price: Money, startsOn: Day, ground: FreeCancellation? = nil, at moment: RegistrationMoment,
        under policy: RegistrationPolicy
    ) -> Cancellation {
        guard price > .zero else { return Cancellation(lines: [], fee: .zero) }
        if let reason = ground?.reason(on: moment.venueDay, under: policy) {
            return Cancellation(lines: [credit(price, reason)], fee: .zero)
        }
        let daysLeft = moment.venueDay.days(until: startsOn)
        let inTime = daysLeft >= policy.cancellationFullPriceWithinDays
        let fee = inTime ? min(policy.cancellationFee, price) : price
        let reason =
            inTime
            ? "cancelled \(daysLeft) days before the class, at least \(policy.cancellationFullPriceWithinDays)"
            : "cancelled less than \(policy.cancellationFullPriceWithinDays) days before the class"
        var lines = [credit(price, "the registration was cancelled")]
        if fee > .zero {
            lines.append(
                PriceLine(code: .cancellationFee, description: "Cancellation fee", amount: fee, reason: reason))
        }
        return Cancellation(lines: lines, fee: fee)
    }

    /// By the association: everything is credited, fees too.
    package static func byAssociation(invoiced: Money) -> Cancellation {
        guard invoiced > .zero else { return Cancellation(lines: [], fee: .zero) }
        return Cancellation(lines: [credit(invoiced, "the class was cancelled by the association")], fee: .zero)
    }

    private static func credit(_ amount: Money, _ reason: String) -> PriceLine {
        PriceLine(
            code: .cancellationCredit, description: "Credit for the cancelled registration", amount: -amount,
            reason: reason)
    }
}

/// Why a registration may be given back without a fee (D5).
package enum FreeCancellation: Hashable, Sendable {
    /// The association moved the class, on this day at its venue, after the person had taken the seat.
    case moved(on: Day)
    /// The person has another registration for the class: two accounts were merged (A5).
    case double

    /// On which there is still no fee; nil when that has no end.
    package func lastDay(under policy: RegistrationPolicy) -> Day? {
        switch self {
        case .moved(let day): day.adding(days: policy.freeCancellationDaysAfterMove)
        case .double: nil
        }
    }

    /// What the credit's line says; nil when the time for it is over.
    func reason(on day: Day, under policy: RegistrationPolicy) -> String? {
        if let last = lastDay(under: policy), day > last { return nil }
        return switch self {
        case .moved:
            "cancelled within \(policy.freeCancellationDaysAfterMove) days after the class was moved"
        case .double: "the person has another registration for the class"
        }
    }
}

extension PriceLine {
    /// D4.
    package static func transferFee(under policy: RegistrationPolicy) -> PriceLine {
        PriceLine(
            code: .transferFee, description: "Transfer fee", amount: policy.transferFee,
            reason: "the registration went to another person")
    }
}
