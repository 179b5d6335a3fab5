package import Primitives

/// A calendar month, such as 2019-08.
package struct CalendarMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let index: Int

    package init(_ day: Day) {
        let (year, month, _) = day.parts
        index = year * 12 + month - 1
    }

    private init(index: Int) {
        self.index = index
    }

    package var year: Int { index / 12 }
    /// 1 to 12.
    package var month: Int { index % 12 + 1 }

    package static func < (left: CalendarMonth, right: CalendarMonth) -> Bool { left.index < right.index }

    package var description: String {
        let (year, month) = (String(year), String(month))
        return String(repeating: "0", count: max(0, 4 - year.count)) + year + (month.count < 2 ? "-0" : "-") + month
    }

    /// Returns every month with a day of the range; none for a range that ends before it begins.
    package static func all(of days: DayRange) -> [CalendarMonth] {
        let (first, last) = (CalendarMonth(days.from), CalendarMonth(days.to))
        return days.from <= days.to ? (first.index...last.index).map(CalendarMonth.init(index:)) : []
    }
}

/// The figures of I1 by month: the months of the period beside those of the period compared with, in order.
///
/// A person counts once in a course and month, so the months of a year may sum up to more than the year.
package struct CompletionMonths: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        /// Nil if the period compared with has more months.
        package var month: CalendarMonth?
        package var count: Int
        package var compareMonth: CalendarMonth?
        package var compareCount: Int
    }

    /// The number of months beyond which no figures by month are shown.
    package static let maximumMonths = 120

    package var rows: [Row]

    /// - Parameters:
    ///   - counts: The counts above zero of the period.
    ///   - compareCounts: Those of the period compared with.
    package init(
        _ period: DayRange, _ counts: [CalendarMonth: Int], _ compare: DayRange, _ compareCounts: [CalendarMonth: Int]
    ) {
        let (months, others) = (CalendarMonth.all(of: period), CalendarMonth.all(of: compare))
        guard max(months.count, others.count) <= Self.maximumMonths else {
            rows = []
            return
        }
        rows = (0..<max(months.count, others.count)).map { place in
            let month = months.indices.contains(place) ? months[place] : nil
            let other = others.indices.contains(place) ? others[place] : nil
            return Row(
                month: month, count: month.flatMap { counts[$0] } ?? 0, compareMonth: other,
                compareCount: other.flatMap { compareCounts[$0] } ?? 0)
        }
    }
}
