package import Primitives

/// The cost of a cancellation (D5).
package struct Cancellation: Hashable, Sendable {
    /// The lines that the invoice gets: the credit of the price, then the fee.
    package var lines: [PriceLine]
    package var fee: Money

    /// Returns the cost of a cancellation by the person or on their behalf: the fee up to the policy's day, then the
    /// full price; never more than the price.
    ///
    /// - Parameters:
    ///   - price: What was invoiced, without fees.
    ///   - exemption: What makes the cancellation free; nil if nothing does.
    package static func byPerson(
        price: Money, startsOn: Day, freeBecause exemption: FreeCancellation? = nil, at moment: RegistrationMoment,
        under policy: RegistrationPolicy
    ) -> Cancellation {
        guard price > .zero else { return Cancellation(lines: [], fee: .zero) }
        if let reason = exemption?.reason(on: moment.venueDay, under: policy) {
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

    /// Returns the cost of a cancellation of the class by the association: everything is credited, fees included.
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

/// What makes a cancellation free (D5).
package enum FreeCancellation: Hashable, Sendable {
    /// The association moved the class on this day at its venue, after the person had registered.
    case moved(on: Day)
    /// The person has another registration for the class, since two accounts were merged (A5).
    case duplicateRegistration

    /// Returns the last day of a free cancellation; nil for one without an end.
    package func lastDay(under policy: RegistrationPolicy) -> Day? {
        switch self {
        case .moved(let day): day.adding(days: policy.freeCancellationDaysAfterMove)
        case .duplicateRegistration: nil
        }
    }

    /// Returns the reason on the credit's line; nil after the last day.
    func reason(on day: Day, under policy: RegistrationPolicy) -> String? {
        if let last = lastDay(under: policy), day > last { return nil }
        return switch self {
        case .moved:
            "cancelled within \(policy.freeCancellationDaysAfterMove) days after the class was moved"
        case .duplicateRegistration: "the person has another registration for the class"
        }
    }
}
