package import Primitives

/// A course of the catalogue with its editions (C1, C2).
package struct Course: Hashable, Sendable {
    package var code: CourseCode
    package var title: String
    package var kind: OfferingKind
    /// The hours that are taught, as certificates and practitioner rules count them.
    package var hours: Double
    /// Other names of the course, such as "Supervisors and Management" (C1).
    package var aliases: [String]
    /// The audience that the course is made for: a notice, which restricts no registration (C8).
    package var audienceNotice: String?
    package var prices: PriceSchedule
    /// In order of their first days.
    package var editions: [CourseEdition]
    package var version: Int

    package init(
        code: CourseCode, title: String, kind: OfferingKind, hours: Double, aliases: [String] = [],
        audienceNotice: String? = nil, prices: PriceSchedule, editions: [CourseEdition], version: Int = 1
    ) {
        self.code = code
        self.title = title
        self.kind = kind
        self.hours = hours
        self.aliases = aliases
        self.audienceNotice = audienceNotice
        self.prices = prices
        self.editions = editions
        self.version = version
    }

    /// Returns whether the calendar shows the same of both courses, so that their classes' entries need no update.
    package func hasSameListing(as other: Course) -> Bool {
        title == other.title && aliases == other.aliases && hours == other.hours
            && audienceNotice == other.audienceNotice
    }

    /// Returns the edition that a class teaches which starts on `day`: the last one that had begun, else the first
    /// (C2).
    package func edition(on day: Day) -> CourseEdition? {
        editions.last { $0.from <= day } ?? editions.first
    }
}

/// An edition of a course, which classes teach from a day on, such as Basic as rewritten in January 2016 (C2).
package struct CourseEdition: Hashable, Sendable {
    package var id: EditionID
    package var name: String
    package var from: Day
    package var sections: [CourseSection]

    package init(id: EditionID, name: String, from: Day, sections: [CourseSection]) {
        self.id = id
        self.name = name
        self.from = from
        self.sections = sections
    }
}

/// A unit of an edition that one instructor teaches (H15 counts its minutes).
package struct CourseSection: Hashable, Sendable {
    package var code: String
    package var title: String
    package var minutes: Int

    package init(code: String, title: String, minutes: Int) {
        self.code = code
        self.title = title
        self.minutes = minutes
    }
}
