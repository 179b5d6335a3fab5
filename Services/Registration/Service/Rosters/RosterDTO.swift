import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// A person of a roster or a waitlist (D8).
struct SeatHolderDTO: WireType {
    var registrationId: RegistrationID
    var personId: PersonID
    /// Why there is a name, or none.
    var profile: ProfileStatus
    /// Null until the person's profile has come, and after erasure.
    @Nullable var givenName: String?
    @Nullable var familyName: String?
    @Nullable var email: String?
    var kind: RegistrationKind
    var status: RegistrationStatus
    @Nullable var position: Int?
    /// The completion that is not voided; its id is needed to void it.
    @Nullable var completionId: CompletionID?

    static let constraints = Constraints(named: "SeatHolder", [CodingKeys.position: .integer(min: 1)])

    init(_ holder: SeatHolder) {
        let registration = holder.record.registration
        registrationId = registration.id
        personId = registration.person
        profile = holder.profile
        givenName = holder.name?.given
        familyName = holder.name?.family
        email = holder.name?.email
        kind = registration.kind
        status = registration.status
        position = holder.position
        completionId = holder.completion
    }
}

/// The persons who have a seat in a class, and its seats by kind (D8).
struct RosterDTO: WireType {
    var offeringId: OfferingID
    var title: String
    var startsOn: Day
    var endsOn: Day
    var capacity: Int
    var seatsRemaining: Int
    var seatsByKind: [String: Int]
    var items: [SeatHolderDTO]

    static let constraints = Constraints([
        CodingKeys.capacity: .integer(min: 0), .seatsRemaining: .integer(min: 0),
        .seatsByKind: .map(of: .integer(min: 0)), .items: .array(.derived, max: 200_000),
    ])

    init(_ offering: Offering, _ holders: [SeatHolder]) {
        offeringId = offering.id
        title = offering.title
        startsOn = offering.startsOn
        endsOn = offering.endsOn
        capacity = offering.capacity
        seatsRemaining = offering.seatsRemaining
        seatsByKind = Dictionary(grouping: holders, by: \.record.registration.kind.rawValue).mapValues(\.count)
        items = holders.map(SeatHolderDTO.init)
    }
}
