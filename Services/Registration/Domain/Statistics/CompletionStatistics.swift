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

/// The table of people who completed each course, in a period to date and in a full prior year (I1).
package struct CompletionStatistics: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var course: CourseCode
        package var title: String
        /// The number of people, each counted once.
        package var count: Int
        package var compareCount: Int

        package init(course: CourseCode, title: String, count: Int, compareCount: Int) {
            self.course = course
            self.title = title
            self.count = count
            self.compareCount = compareCount
        }

        /// Whether the period to date exceeds the full prior year already (I2).
        package var isRecord: Bool { count > compareCount }
    }

    package var rows: [Row]

    package init(rows: [Row]) {
        self.rows = rows
    }

    package var total: Int { rows.reduce(0) { $0 + $1.count } }
    package var compareTotal: Int { rows.reduce(0) { $0 + $1.compareCount } }

    /// Returns the periods of a report: the days asked for, else this year to date and the full year before the period.
    package static func periods(
        from: Day?, to: Day?, compareFrom: Day?, compareTo: Day?, today: Day
    ) -> (period: DayRange, compare: DayRange) {
        let to = to ?? today
        let from = from ?? DayRange.year(to.parts.year)?.from ?? to
        let before = DayRange.year(from.parts.year - 1) ?? DayRange(from: from, to: from)
        return (
            DayRange(from: from, to: to), DayRange(from: compareFrom ?? before.from, to: compareTo ?? before.to)
        )
    }
}
