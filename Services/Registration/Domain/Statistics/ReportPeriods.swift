package import Primitives

/// The days from a first to a last one, both included.
package struct DayRange: Hashable, Sendable {
    package var from: Day
    package var to: Day

    package init(from: Day, to: Day) {
        self.from = from
        self.to = to
    }

    package static func year(_ year: Int) -> DayRange? {
        guard let from = Day(year: year, month: 1, day: 1), let to = Day(year: year, month: 12, day: 31) else {
            return nil
        }
        return DayRange(from: from, to: to)
    }
}

/// The two periods that a report compares (I1).
package struct ReportPeriods: Hashable, Sendable {
    package var period: DayRange
    package var compare: DayRange
}

/// A day that a report's request may state.
package enum ReportDay: String, Sendable {
    case from
    case to
    case compareFrom
    case compareTo
}

/// An error for a period that ends before it begins.
package struct ReportPeriodRejection: Error, Hashable, Sendable {
    /// The stated day that has to be corrected.
    package var day: ReportDay
}

extension ReportPeriods {
    /// Returns the periods of a report: the days that are stated, else this year to date and the full year before the
    /// period (I1).
    package init(
        from: Day?, to: Day?, compareFrom: Day?, compareTo: Day?, today: Day
    ) throws(ReportPeriodRejection) {
        let last = to ?? today
        let first = from ?? DayRange.year(last.parts.year)?.from ?? last
        let before = DayRange.year(first.parts.year - 1) ?? DayRange(from: first, to: first)
        period = DayRange(from: first, to: last)
        compare = DayRange(from: compareFrom ?? before.from, to: compareTo ?? before.to)
        guard period.from <= period.to else { throw ReportPeriodRejection(day: to == nil ? .from : .to) }
        guard compare.from <= compare.to else {
            throw ReportPeriodRejection(day: compareTo == nil ? .compareFrom : .compareTo)
        }
    }
}
