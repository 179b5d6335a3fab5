import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// A class in the calendar (C5, C7).
struct OfferingDTO: WireType {
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

    static let constraints = Constraints(
        named: "Offering",
        [
            CodingKeys.title: .name, .capacity: .integer(min: 0), .seatsRemaining: .integer(min: 0),
            .waitlistLength: .integer(min: 0), .version: .version,
        ])

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
}

/// A class on its own page: with what its course says (C2, C8) and the host's equipment list.
struct OfferingDetailDTO: WireType {
    var offering: OfferingDTO
    var hours: Double
    var edition: String
    @Nullable var audienceNotice: String?
    var equipment: [String]

    private enum CodingKeys: CodingKey {
        case hours
        case edition
        case audienceNotice
        case equipment
    }

    static let constraints = Constraints(
        named: "OfferingDetail",
        [CodingKeys.edition: .name, .audienceNotice: .text, .equipment: .array(.name)]
    ).including(OfferingDTO.constraints)

    init(_ detail: ClassDetail) {
        offering = OfferingDTO(detail.offering)
        hours = detail.hours
        edition = detail.edition
        audienceNotice = detail.audienceNotice
        equipment = detail.equipment
    }

    init(from decoder: any Decoder) throws {
        offering = try OfferingDTO(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        hours = try container.decode(Double.self, forKey: .hours)
        edition = try container.decode(String.self, forKey: .edition)
        _audienceNotice = try container.decode(Nullable<String>.self, forKey: .audienceNotice)
        equipment = try container.decode([String].self, forKey: .equipment)
    }

    func encode(to encoder: any Encoder) throws {
        try offering.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(hours, forKey: .hours)
        try container.encode(edition, forKey: .edition)
        try container.encode(audienceNotice, forKey: .audienceNotice)
        try container.encode(equipment, forKey: .equipment)
    }
}

/// A class that staff publishes.
struct NewOfferingDTO: WireType {
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
    var prices: NewPricesDTO?
    var leadInstructorId: PersonID?

    static let constraints = Constraints([
        CodingKeys.capacity: .integer(min: 1, max: 100_000), .equipment: .array(.name, max: 100), .notes: .text,
    ])

    var plan: OfferingPlan {
        OfferingPlan(
            course: courseCode, venue: venue.venue, startsOn: startsOn, endsOn: endsOn, capacity: capacity,
            details: OfferingDetails(contact: contact.contact, equipment: equipment ?? [], notes: notes))
    }

    var terms: OfferingTerms {
        OfferingTerms(kind: kind, leadInstructor: leadInstructorId, prices: prices?.proposal)
    }
}

/// Changes of a class; absent fields stay.
struct OfferingChangeDTO: WireType {
    var venue: VenueDTO?
    var startsOn: Day?
    var endsOn: Day?
    var capacity: Int?
    var prices: NewPricesDTO?
    var leadInstructorId: Patched<PersonID>
    var title: String?
    var contact: ContactDTO?
    var equipment: [String]?
    var notes: Patched<String>

    static let constraints = Constraints([
        CodingKeys.capacity: .integer(min: 1, max: 100_000), .title: .name, .equipment: .array(.name, max: 100),
        .notes: .text,
    ])

    func revised(_ revision: OfferingRevision) -> OfferingRevision {
        var revised = revision
        revised.title = title ?? revised.title
        revised.leadInstructor = leadInstructorId.applied(to: revised.leadInstructor)
        revised.prices = prices?.proposal
        revised.plan.venue = venue?.venue ?? revised.plan.venue
        revised.plan.startsOn = startsOn ?? revised.plan.startsOn
        revised.plan.endsOn = endsOn ?? revised.plan.endsOn
        revised.plan.capacity = capacity ?? revised.plan.capacity
        revised.plan.details.contact = contact?.contact ?? revised.plan.details.contact
        revised.plan.details.equipment = equipment ?? revised.plan.details.equipment
        revised.plan.details.notes = notes.applied(to: revised.plan.details.notes)
        return revised
    }
}
