import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// A class in the calendar (C5, C7).
struct OfferingDTO: Codable, Sendable {
    var id: OfferingID
    var courseCode: CourseCode
    var editionId: EditionID
    var title: String
    var kind: OfferingKind
    var startsOn: Day
    var endsOn: Day
    var venue: VenueDTO
    var agencyId: AgencyID
    @Nullable var leadInstructorId: PersonID?
    var capacity: Int
    var seatsRemaining: Int
    var waitlistLength: Int
    var prices: PricesDTO
    var status: OfferingStatus
    var version: Int

    init(_ offering: Offering) {
        id = offering.id
        courseCode = offering.course
        editionId = offering.edition
        title = offering.title
        kind = offering.kind
        startsOn = offering.startsOn
        endsOn = offering.endsOn
        venue = VenueDTO(offering.venue)
        agencyId = offering.agency
        leadInstructorId = offering.leadInstructor
        capacity = offering.capacity
        seatsRemaining = offering.seatsRemaining
        waitlistLength = offering.waitlistLength
        prices = PricesDTO(offering.prices.first)
        status = offering.status
        version = offering.version
    }

    static let properties: [Property] = [
        .required("id", .uuid), .required("courseCode", .courseCode), .required("editionId", .uuid),
        .required("title", .name), .required("kind", .string(enum: OfferingKind.self)), .required("startsOn", .date),
        .required("endsOn", .date), .required("venue", VenueDTO.schema), .required("agencyId", .uuid),
        .nullable("leadInstructorId", .uuid), .required("capacity", .integer(min: 0)),
        .required("seatsRemaining", .integer(min: 0)), .required("waitlistLength", .integer(min: 0)),
        .required("prices", PricesDTO.schema), .required("status", .string(enum: OfferingStatus.self)),
        .required("version", .version),
    ]

    static let schema = Schema.ref("Offering", .object(properties))
}

/// A class on its own page: with what its course says (C2, C8) and the host's equipment list.
struct OfferingDetailDTO: Encodable, Sendable {
    var offering: OfferingDTO
    var hours: Double
    var edition: String
    var audienceNotice: String?
    var equipment: [String]

    private enum CodingKeys: CodingKey {
        case hours
        case edition
        case audienceNotice
        case equipment
    }

    func encode(to encoder: any Encoder) throws {
        try offering.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(hours, forKey: .hours)
        try container.encode(edition, forKey: .edition)
        try container.encode(audienceNotice, forKey: .audienceNotice)
        try container.encode(equipment, forKey: .equipment)
    }

    static let schema = Schema.ref(
        "OfferingDetail",
        .object(
            OfferingDTO.properties + [
                .required("hours", .number), .required("edition", .name), .nullable("audienceNotice", .text),
                .required("equipment", .array(.name)),
            ]))
}

/// What a host or staff says of a class that is to be held (C3).
struct NewOfferingDTO: Codable, Sendable {
    var agencyId: AgencyID
    var courseCode: CourseCode
    var venue: VenueDTO
    var startsOn: Day
    var endsOn: Day
    var capacity: Int
    var contact: ContactDTO
    var equipment: [String]?
    var notes: String?
    var kind: OfferingKind?
    var prices: PricesDTO?
    var leadInstructorId: PersonID?

    var plan: OfferingPlan {
        OfferingPlan(
            course: courseCode, venue: venue.venue, startsOn: startsOn, endsOn: endsOn, capacity: capacity,
            details: RegistrationDomain.OfferingDetails(
                contact: contact.contact, equipment: equipment ?? [], notes: notes))
    }

    var terms: OfferingTerms {
        OfferingTerms(kind: kind, leadInstructor: leadInstructorId, prices: prices?.proposal)
    }

    static let hostProperties: [Property] = [
        .required("agencyId", .uuid), .required("courseCode", .courseCode), .required("venue", VenueDTO.request),
        .required("startsOn", .date), .required("endsOn", .date), .required("capacity", .integer(min: 1, max: 100_000)),
        .required("contact", ContactDTO.request), .optional("equipment", .array(.name, max: 100)),
        .optional("notes", .text),
    ]

    static let schema = Schema.object(
        hostProperties + [
            .optional("kind", .string(enum: OfferingKind.self)), .optional("prices", PricesDTO.request),
            .optional("leadInstructorId", .uuid),
        ])
}

struct OfferingChangeDTO: Codable, Sendable {
    var venue: VenueDTO?
    var startsOn: Day?
    var endsOn: Day?
    var capacity: Int?
    var prices: PricesDTO?
    var leadInstructorId: PersonID?
    var title: String?
    var contact: ContactDTO?
    var equipment: [String]?
    var notes: String?

    static let schema = Schema.object(
        .optional("venue", VenueDTO.request), .optional("startsOn", .date), .optional("endsOn", .date),
        .optional("capacity", .integer(min: 1, max: 100_000)), .optional("prices", PricesDTO.request),
        .optional("leadInstructorId", .uuid), .optional("title", .name), .optional("contact", ContactDTO.request),
        .optional("equipment", .array(.name, max: 100)), .optional("notes", .text))
}
