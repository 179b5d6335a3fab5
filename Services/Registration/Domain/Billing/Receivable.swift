package import Primitives

/// How late a payment is, such as that of a purchase order (E8).
package enum DunningLevel: String, Codable, CaseIterable, Sendable {
    /// Within the payment term.
    case notDue
    case overdue
    /// One dunning step later.
    case reminder
    /// Two dunning steps later.
    case final
}

/// An invoice with a balance, as of a day.
package struct Receivable: Hashable, Sendable {
    package let dueOn: Day
    /// Zero within the payment term.
    package let daysOverdue: Int
    package let level: DunningLevel

    /// - Parameters:
    ///   - madeOn: The invoice's day in the association's time zone.
    ///   - day: The day for which the receivable is stated.
    package init(madeOn: Day, on day: Day, under policy: RegistrationPolicy) {
        dueOn = madeOn.adding(days: policy.paymentTermDays)
        daysOverdue = max(0, dueOn.days(until: day))
        level =
            switch daysOverdue {
            case 0: .notDue
            case ...policy.dunningStepDays: .overdue
            case ...(2 * policy.dunningStepDays): .reminder
            default: .final
            }
    }
}
