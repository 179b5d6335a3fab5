import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain
import Web

/// A course as the catalogue shows it (C1, C2).
struct CourseDTO: WireType {
    var id: CourseCode
    var code: CourseCode
    var title: String
    var kind: OfferingKind
    var hours: Double
    var aliases: [String]
    @Nullable var audienceNotice: String?
    var prices: PricesDTO
    var editions: [EditionDTO]
    var version: Int

    static let constraints = Constraints(
        named: "Course",
        [
            CodingKeys.title: .name, .hours: .number(0...10_000), .aliases: .array(.name), .audienceNotice: .text,
            .version: .version,
        ])

    init(_ course: Course) {
        id = course.code
        code = course.code
        title = course.title
        kind = course.kind
        hours = course.hours
        aliases = course.aliases
        audienceNotice = course.audienceNotice
        prices = PricesDTO(course.prices.first)
        editions = course.editions.map(EditionDTO.init)
        version = course.version
    }
}

/// An edition of a course.
struct EditionDTO: WireType {
    var id: EditionID
    var name: String
    var from: Day
    var sections: [SectionDTO]

    static let constraints = Constraints([CodingKeys.name: .name])

    init(_ edition: CourseEdition) {
        id = edition.id
        name = edition.name
        from = edition.from
        sections = edition.sections.map { SectionDTO(code: $0.code, title: $0.title, minutes: $0.minutes) }
    }
}

/// A section of an edition.
struct SectionDTO: WireType {
    var code: String
    var title: String
    var minutes: Int

    static let constraints = Constraints([
        CodingKeys.code: .code, .title: .name, .minutes: .integer(min: 1, max: 100_000),
    ])
}

/// An edition that staff adds.
struct NewEditionDTO: WireType {
    var name: String
    var from: Day
    var sections: [SectionDTO]

    static let constraints = Constraints([CodingKeys.name: .name, .sections: .array(.derived, max: 200)])

    var edition: CourseEdition {
        CourseEdition(
            id: .new(), name: name, from: from,
            sections: sections.map { CourseSection(code: $0.code, title: $0.title, minutes: $0.minutes) })
    }
}

/// A course that staff adds.
struct NewCourseDTO: WireType {
    var code: CourseCode
    var title: String
    var kind: OfferingKind?
    var hours: Double
    var aliases: [String]?
    var audienceNotice: String?
    var prices: NewPricesDTO
    var editions: [NewEditionDTO]?

    static let constraints = Constraints([
        CodingKeys.title: .name, .hours: .number(0.25...1000), .aliases: .array(.name, max: 20),
        .audienceNotice: .text, .editions: .array(.derived, max: 20),
    ])

    var proposal: CourseProposal {
        CourseProposal(
            code: code, title: title, kind: kind ?? .class, hours: hours, aliases: aliases ?? [],
            audienceNotice: audienceNotice, prices: prices.proposal, editions: editions?.map(\.edition) ?? [])
    }
}

/// Changes of a course; absent fields stay.
struct CourseChangeDTO: WireType {
    var title: String?
    var hours: Double?
    var aliases: [String]?
    var audienceNotice: Patched<String>
    var prices: NewPricesDTO?
    /// Editions to add.
    var editions: [NewEditionDTO]?

    static let constraints = Constraints([
        CodingKeys.title: .name, .hours: .number(0.25...1000), .aliases: .array(.name, max: 20),
        .audienceNotice: .text, .editions: .array(.derived, max: 20),
    ])

    func revised(_ course: Course) -> Course {
        var revised = course
        revised.title = title ?? revised.title
        revised.hours = hours ?? revised.hours
        revised.aliases = aliases ?? revised.aliases
        revised.audienceNotice = audienceNotice.applied(to: revised.audienceNotice)
        return revised
    }
}
