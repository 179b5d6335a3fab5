import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// An agency's request to host a class, as it is submitted.
struct NewHostRequestDTO: WireType {
    var agencyId: AgencyID
    var courseCode: CourseCode
    var venue: VenueDTO
    var startsOn: Day
    var endsOn: Day
    var capacity: Int
    var contact: ContactDTO
    var equipment: [String]?
    var notes: String?

    static let constraints = Constraints([
        CodingKeys.capacity: .integer(min: 1, max: 100_000), .equipment: .array(.name, max: 100), .notes: .text,
    ])

    var plan: OfferingPlan {
        OfferingPlan(
            course: courseCode, venue: venue.venue, startsOn: startsOn, endsOn: endsOn, capacity: capacity,
            details: OfferingDetails(
                contact: contact.contact, equipment: equipment ?? [], notes: notes))
    }
}

/// The changes with which a rejected request is submitted again; absent fields stay.
struct HostRequestChangeDTO: WireType {
    var agencyId: AgencyID?
    var courseCode: CourseCode?
    var venue: VenueDTO?
    var startsOn: Day?
    var endsOn: Day?
    var capacity: Int?
    var contact: ContactDTO?
    var equipment: [String]?
    var notes: String?

    static let constraints = Constraints([
        CodingKeys.capacity: .integer(min: 1, max: 100_000), .equipment: .array(.name, max: 100), .notes: .text,
    ])

    func revised(_ plan: OfferingPlan) -> OfferingPlan {
        var plan = plan
        plan.course = courseCode ?? plan.course
        plan.venue = venue?.venue ?? plan.venue
        plan.startsOn = startsOn ?? plan.startsOn
        plan.endsOn = endsOn ?? plan.endsOn
        plan.capacity = capacity ?? plan.capacity
        plan.details.contact = contact?.contact ?? plan.details.contact
        plan.details.equipment = equipment ?? plan.details.equipment
        plan.details.notes = notes ?? plan.details.notes
        return plan
    }
}

/// A host request with its packet (C3).
struct HostRequestDTO: WireType {
    var id: HostRequestID
    var status: HostRequestStatus
    var agencyId: AgencyID
    var courseCode: CourseCode
    var venue: VenueDTO
    var startsOn: Day
    var endsOn: Day
    var capacity: Int
    var contact: ContactDTO
    var equipment: [String]
    @Nullable var notes: String?
    @Nullable var reason: String?
    @Nullable var offeringId: OfferingID?
    var documents: [String]
    var submittedAt: Instant
    @Nullable var decidedAt: Instant?
    var version: Int

    static let constraints = Constraints(
        named: "HostRequest",
        [
            CodingKeys.capacity: .integer(min: 1), .equipment: .array(.name), .notes: .text, .reason: .reason,
            .documents: .array(.name), .version: .version,
        ])

    init(_ request: HostRequest) {
        id = request.id
        status = request.status
        agencyId = request.agency
        courseCode = request.plan.course
        venue = VenueDTO(request.plan.venue)
        startsOn = request.plan.startsOn
        endsOn = request.plan.endsOn
        capacity = request.plan.capacity
        contact = ContactDTO(request.plan.details.contact)
        equipment = request.plan.details.equipment
        notes = request.plan.details.notes
        reason = request.decision?.reason
        offeringId = request.offering
        documents = request.documents.sorted()
        submittedAt = request.submission.at
        decidedAt = request.decision?.at
        version = request.version
    }
}

/// What staff decides about the class with the approval.
struct ApprovalDTO: WireType {
    var leadInstructorId: PersonID?
    var prices: NewPricesDTO?

    var terms: OfferingTerms { OfferingTerms(leadInstructor: leadInstructorId, prices: prices?.proposal) }
}

struct ApprovedDTO: WireType {
    var offeringId: OfferingID
}
