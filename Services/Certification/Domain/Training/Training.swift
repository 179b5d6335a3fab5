package import Primitives

/// A completed course of the association itself, known from its completion record.
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

/// What a reviewer says of one claimed credit (G6), or what the rules say before anyone looked.
package enum Disposition: String, Sendable, CaseIterable, Codable {
    case pending
    case applied
    case notRelevant
    case tooOld
    case duplicateAnnual

    /// A reviewer looked at it and does not count it, for whatever requirement.
    package var isRefusal: Bool { self != .pending && self != .applied }
}

/// Training hours that the applicant claims toward the 160, with documents (G6, G10).
package struct CreditEntry: Hashable, Sendable {
    package let id: CreditID
    package let title: String
    package let provider: String
    package let subject: String
    /// Whole minutes; the API takes hours in quarters.
    package let minutes: Int
    package let startsOn: Day
    package let endsOn: Day
    /// Training that the applicant's department repeats every year (G8).
    package let annual: Bool
    package let agencyID: AgencyID?
    package let disposition: Disposition

    package init(
        id: CreditID, title: String, provider: String, subject: String, minutes: Int, startsOn: Day, endsOn: Day,
        annual: Bool, agencyID: AgencyID?, disposition: Disposition = .pending
    ) {
        self.id = id
        self.title = title
        self.provider = provider
        self.subject = subject
        self.minutes = minutes
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.annual = annual
        self.agencyID = agencyID
        self.disposition = disposition
    }
}

/// A course in the registry of approved courses (G3, G5): which requirement it serves, whose it is, and when.
package struct ApprovedCourse: Hashable, Sendable {
    package enum Serves: String, Sendable, CaseIterable, Codable {
        case basic
        case advanced
    }

    package let title: String
    package let provider: String
    package let serves: Serves
    package let minutes: Int
    package let validFrom: Day
    package let validTo: Day?

    package init(title: String, provider: String, serves: Serves, minutes: Int, validFrom: Day, validTo: Day?) {
        self.title = title
        self.provider = provider
        self.serves = serves
        self.minutes = minutes
        self.validFrom = validFrom
        self.validTo = validTo
    }

    /// Whether a claimed credit is this course, finished while the approval was in force.
    package func covers(_ credit: CreditEntry) -> Bool {
        credit.title.comparisonForm == title.comparisonForm
            && credit.provider.comparisonForm == provider.comparisonForm
            && credit.minutes >= minutes && credit.endsOn >= validFrom && (validTo.map { credit.endsOn <= $0 } ?? true)
    }
}
