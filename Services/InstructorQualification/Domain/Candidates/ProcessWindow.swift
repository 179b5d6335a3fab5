package import Primitives

/// The time given for the whole process (H19): to the end of `dueOn` in the association's time zone.
package struct ProcessWindow: Hashable, Sendable {
    package var startedOn: Day
    package var dueOn: Day

    package init(startedOn: Day, dueOn: Day) {
        self.startedOn = startedOn
        self.dueOn = dueOn
    }

    /// Creates the window that ends the policy's number of months after the acceptance, on the same day of the month or
    /// on the month's last day.
    package init(acceptedOn: Day, rules: InstructorRules) {
        self.init(startedOn: acceptedOn, dueOn: acceptedOn.adding(months: rules.processMonths))
    }

    package func isOver(on day: Day) -> Bool { day > dueOn }
}
