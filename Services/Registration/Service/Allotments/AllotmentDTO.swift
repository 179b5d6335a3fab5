import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// Seats to be set aside for an agency.
struct NewAllotmentDTO: WireType {
    var agencyId: AgencyID
    var seats: Int
    var expiresAt: Instant
    var reason: String

    static let constraints = Constraints([CodingKeys.seats: .integer(min: 1, max: 100_000), .reason: .reason])
}

/// An allotment with its history (D3).
struct AllotmentDTO: WireType {
    var id: AllotmentID
    var offeringId: OfferingID
    var agencyId: AgencyID
    var seats: Int
    var used: Int
    var registrationIds: [RegistrationID]
    var expiresAt: Instant
    var reason: String
    var madeBy: PersonID
    var madeAt: Instant
    @Nullable var endedAt: Instant?
    /// Null for an allotment that is open or expired.
    @Nullable var endedBy: PersonID?
    @Nullable var endReason: String?
    /// The free seats of the class.
    var seatsRemaining: Int
    var version: Int

    static let constraints = Constraints(
        named: "SeatAllotment",
        [
            CodingKeys.seats: .integer(min: 0), .used: .integer(min: 0),
            .registrationIds: .array(.derived, max: 100_000), .reason: .reason, .endReason: .reason,
            .seatsRemaining: .integer(min: 0), .version: .version,
        ])

    init(_ record: AllotmentRecord, of offering: Offering) {
        id = record.allotment.id
        offeringId = record.offering
        agencyId = record.allotment.agency
        seats = record.allotment.seats
        used = record.allotment.used
        registrationIds = record.registrations
        expiresAt = record.allotment.expiresAt
        reason = record.reason
        madeBy = record.madeBy
        madeAt = record.madeAt
        endedAt = record.endedAt
        endedBy = record.endedBy
        endReason = record.endReason
        seatsRemaining = offering.seatsRemaining
        version = record.version
    }
}
