package import Primitives

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
}
