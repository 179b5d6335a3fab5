import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain
import Web

struct SectionDTO: Codable, Sendable {
    var code: String
    var title: String
    var minutes: Int

    static let schema = Schema.object(
        .required("code", .code), .required("title", .name), .required("minutes", .integer(min: 1, max: 100_000)))
}

struct EditionDTO: Codable, Sendable {
    var id: EditionID
    var name: String
    var from: Day
    var sections: [SectionDTO]

    init(_ edition: CourseEdition) {
        id = edition.id
        name = edition.name
        from = edition.from
        sections = edition.sections.map { SectionDTO(code: $0.code, title: $0.title, minutes: $0.minutes) }
    }

    static let schema = Schema.object(
        .required("id", .uuid), .required("name", .name), .required("from", .date),
        .required("sections", .array(SectionDTO.schema)))
}

/// A course as the catalogue shows it.
struct CourseDTO: Codable, Sendable {
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

    static let schema = Schema.ref(
        "Course",
        .object(
            .required("id", .courseCode), .required("code", .courseCode), .required("title", .name),
            .required("kind", .string(enum: OfferingKind.self)), .required("hours", .number(0...10_000)),
            .required("aliases", .array(.name)), .nullable("audienceNotice", .text),
            .required("prices", PricesDTO.schema),
            .required("editions", .array(EditionDTO.schema)), .required("version", .version)))
}

struct NewEditionDTO: Codable, Sendable {
    var name: String
    var from: Day
    var sections: [SectionDTO]

    static let schema = Schema.object(
        .required("name", .name), .required("from", .date), .required("sections", .array(SectionDTO.schema, max: 200)))

    var edition: CourseEdition {
        CourseEdition(
            id: .new(), name: name, from: from,
            sections: sections.map { CourseSection(code: $0.code, title: $0.title, minutes: $0.minutes) })
    }
}

struct NewCourseDTO: Codable, Sendable {
    var code: CourseCode
    var title: String
    var kind: OfferingKind?
    var hours: Double
    var aliases: [String]?
    var audienceNotice: String?
    var prices: PricesDTO
    var editions: [NewEditionDTO]?

    static let schema = Schema.object(
        .required("code", .courseCode), .required("title", .name), .optional("kind", .string(enum: OfferingKind.self)),
        .required("hours", .number(0.25...1000)), .optional("aliases", .array(.name, max: 20)),
        .optional("audienceNotice", .text), .required("prices", PricesDTO.request),
        .optional("editions", .array(NewEditionDTO.schema, max: 20)))
}

struct CourseChangeDTO: Codable, Sendable {
    var title: String?
    var hours: Double?
    var aliases: [String]?
    var audienceNotice: String?
    var prices: PricesDTO?
    /// Editions to add.
    var editions: [NewEditionDTO]?

    static let schema = Schema.object(
        .optional("title", .name), .optional("hours", .number(0.25...1000)),
        .optional("aliases", .array(.name, max: 20)), .optional("audienceNotice", .text),
        .optional("prices", PricesDTO.request), .optional("editions", .array(NewEditionDTO.schema, max: 20)))
}
