package import Primitives

/// A course's code as it stands in addresses and events, such as `basic-sro` (C1): lower-case letters, digits and hyphens.
package struct CourseCode: RawRepresentable, Hashable, Sendable, Codable, LosslessStringConvertible {
    package let rawValue: String

    package init?(rawValue: String) {
        let characters = rawValue.utf8
        guard (2...64).contains(characters.count), characters.first != UInt8(ascii: "-"),
            characters.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        self.rawValue = rawValue
    }

    package init?(_ description: String) {
        self.init(rawValue: description)
    }

    private init(known: String) {
        rawValue = known
    }

    package var description: String { rawValue }

    /// The course that earns the discount of E3, may be audited (E6), and is taught by candidates (H15–H18).
    package static let basicSRO = CourseCode(known: "basic-sro")
    package static let advancedSRO = CourseCode(known: "advanced-sro")
    package static let environmentalDesign = CourseCode(known: "cpted")
    package static let schoolSecurityOfficer = CourseCode(known: "school-security-officer")
    package static let management = CourseCode(known: "sro-management")
    package static let adolescentMentalHealth = CourseCode(known: "adolescent-mental-health")
    package static let conference = CourseCode(known: "conference")
}

/// A course of the catalogue with its editions (C1, C2). The store reads it; the API shows it.
package struct Course: Hashable, Sendable {
    package var code: CourseCode
    package var title: String
    package var kind: OfferingKind
    /// Taught hours, as certificates and practitioner rules count them.
    package var hours: Double
    /// Other names that mean this course, such as "Supervisors and Management" (C1).
    package var aliases: [String]
    /// Whom the course is made for; a notice, never a gate (C8).
    package var audienceNotice: String?
    package var prices: PriceSchedule
    /// In order of `from`.
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

    /// What a class shows of its course is the same.
    package func reads(like other: Course) -> Bool {
        title == other.title && aliases == other.aliases && hours == other.hours
            && audienceNotice == other.audienceNotice
    }

    /// The edition that a class starting on `day` teaches: the last one that is out by then, else the first (C2).
    package func edition(on day: Day) -> CourseEdition? {
        editions.last { $0.from <= day } ?? editions.first
    }
}

/// One writing of a course, taught from a day on: Basic was written anew in January 2016 (C2).
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
