import JSONSchema
import JSONTree
import Primitives

/// A class that names an unknown agency or lead instructor.
struct UnknownReferenceDTO: WireType {
    var offeringId: OfferingID
    var title: String
    var startsOn: Day
    /// Null if the agency is known.
    @Nullable var unknownAgencyId: AgencyID?
    /// Null if there is none, or the person is known.
    @Nullable var unknownLeadInstructorId: PersonID?

    static let constraints = Constraints(named: "UnknownReference", [CodingKeys.title: .name])

    init(_ reference: UnknownReference) {
        offeringId = reference.id
        title = reference.title
        startsOn = reference.startsOn
        unknownAgencyId = reference.agency
        unknownLeadInstructorId = reference.leadInstructor
    }
}
