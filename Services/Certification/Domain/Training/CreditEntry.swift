package import Primitives

/// A completed course of the association, from its completion record.
package struct OwnTraining: Hashable, Sendable {
    package let courseCode: String
    package let minutes: Int
    package let completedOn: Day

    package init(courseCode: String, minutes: Int, completedOn: Day) {
        self.courseCode = courseCode
        self.minutes = minutes
        self.completedOn = completedOn
    }
}

/// A decision about one claimed credit (G6), by a reviewer or by the rules.
package enum Disposition: String, Sendable, CaseIterable, Codable {
    case pending
    case applied
    case notRelevant
    case tooOld
    case duplicateAnnual

    /// Whether the credit does not count for any requirement.
    package var isRefusal: Bool { self != .pending && self != .applied }
}

/// Training hours that an applicant claims toward the further hours, with documents (G6, G10).
package struct CreditEntry: Hashable, Sendable {
    package var id: CreditID
    package var title: String
    package var provider: String
    package var subject: String
    package var minutes: Int
    package var dates: TrainingDates
    /// Whether the applicant's department repeats this training every year (G8).
    package var annual: Bool
    package var agency: AgencyID?
    package var disposition: Disposition
    /// Nil until a reviewer decides.
    package var review: Review?
    package var version: Int

    /// Who decided about a credit, and why.
    package struct Review: Hashable, Sendable {
        package var by: PersonID
        package var reason: String

        package init(by: PersonID, reason: String) {
            self.by = by
            self.reason = reason
        }
    }

    package init(
        id: CreditID, title: String, provider: String, subject: String, minutes: Int, dates: TrainingDates,
        annual: Bool, agency: AgencyID?, disposition: Disposition = .pending, review: Review? = nil, version: Int = 1
    ) {
        self.id = id
        self.title = title
        self.provider = provider
        self.subject = subject
        self.minutes = minutes
        self.dates = dates
        self.annual = annual
        self.agency = agency
        self.disposition = disposition
        self.review = review
        self.version = version
    }
}

/// The first and the last day of a training.
package struct TrainingDates: Hashable, Sendable {
    package let startsOn: Day
    package let endsOn: Day

    /// - Throws: `datesReversed` for an end before the start.
    package init(from start: Day, to end: Day) throws(TrainingRejection) {
        guard start <= end else { throw .datesReversed }
        startsOn = start
        endsOn = end
    }

    /// The dates of a training that takes one day.
    package init(on day: Day) {
        startsOn = day
        endsOn = day
    }
}

/// The reason why training or an approved course cannot be recorded.
package enum TrainingRejection: Error, Hashable, Sendable {
    /// The training ends before it starts.
    case datesReversed
    /// The approval of a course ends before it starts.
    case validityReversed
}
