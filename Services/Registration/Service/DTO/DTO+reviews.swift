import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// A class that names an agency or a lead instructor of whom nothing is known here.
struct StrangeOfferingDTO: Codable, Sendable {
    var offeringId: OfferingID
    var title: String
    var startsOn: Day
    /// Null where it is known.
    @Nullable var unknownAgencyId: AgencyID?
    /// Null where there is none, or they are known.
    @Nullable var unknownLeadInstructorId: PersonID?

    init(_ offering: StrangeOffering) {
        offeringId = offering.id
        title = offering.title
        startsOn = offering.startsOn
        unknownAgencyId = offering.agency
        unknownLeadInstructorId = offering.leadInstructor
    }

    static let schema = Schema.ref(
        "UnknownReference",
        .object(
            .required("offeringId", .uuid), .required("title", .name), .required("startsOn", .date),
            .nullable("unknownAgencyId", .uuid), .nullable("unknownLeadInstructorId", .uuid)))
}
