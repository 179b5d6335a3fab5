package import Primitives

/// A course of another provider that meets a requirement (G3, G5).
package struct ApprovedCourse: Hashable, Sendable {
    package enum Serves: String, Sendable, CaseIterable, Codable {
        case basic
        case advanced
    }

    package var id: ApprovedCourseID
    package var title: String
    package var provider: String
    package var serves: Serves
    package var minutes: Int
    package var validity: Validity
    package var version: Int

    /// The days on which an approval is in force.
    package struct Validity: Hashable, Sendable {
        package let from: Day
        /// The last day; nil while the approval continues.
        package let to: Day?

        /// - Throws: `validityReversed` for an end before the start.
        package init(from start: Day, to end: Day?) throws(TrainingRejection) {
            if let end, end < start { throw .validityReversed }
            from = start
            to = end
        }

        /// An approval without an end.
        package init(from start: Day) {
            from = start
            to = nil
        }

        package func contains(_ day: Day) -> Bool { from <= day && (to.map { day <= $0 } ?? true) }
    }

    package init(
        id: ApprovedCourseID, title: String, provider: String, serves: Serves, minutes: Int, validity: Validity,
        version: Int = 1
    ) {
        self.id = id
        self.title = title
        self.provider = provider
        self.serves = serves
        self.minutes = minutes
        self.validity = validity
        self.version = version
    }

    /// Returns whether a claimed credit is this course, completed while the approval was in force.
    package func covers(_ credit: CreditEntry) -> Bool {
        credit.title.comparisonForm == title.comparisonForm
            && credit.provider.comparisonForm == provider.comparisonForm
            && credit.minutes >= minutes && validity.contains(credit.dates.endsOn)
    }
}
