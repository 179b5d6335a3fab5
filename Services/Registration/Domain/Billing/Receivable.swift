package import Primitives

/// How far a sum that is due has come towards being asked for in earnest (E8): a purchase order paid late, or never.
package enum DunningLevel: String, Codable, CaseIterable, Sendable {
    /// Within the time for payment.
    case notDue
    case overdue
    /// A second and a third period over.
    case reminder
    case final
}

/// An invoice with a balance, as of a day.
package struct Receivable: Hashable, Sendable {
    package let dueOn: Day
    /// Zero while there is time.
    package let daysOverdue: Int
    package let level: DunningLevel

    /// - Parameters:
    ///   - madeOn: the invoice's day at the association's seat.
    ///   - day: the day on which it is looked at.
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
