import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

struct NewAllotmentDTO: Codable, Sendable {
    var agencyId: AgencyID
    var seats: Int
    var expiresAt: Instant
    var reason: String

    static let schema = Schema.object(
        .required("agencyId", .uuid), .required("seats", .integer(min: 1, max: 100_000)),
        .required("expiresAt", .dateTime), .required("reason", .reason))
}

/// An allotment with its history (D3).
struct AllotmentDTO: Codable, Sendable {
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
    /// Null while it is open, and for one that expired.
    @Nullable var endedBy: PersonID?
    @Nullable var endReason: String?
    /// Of the class.
    var seatsRemaining: Int
    var version: Int

    init(_ record: AllotmentRecord, seatsRemaining: Int) {
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
        self.seatsRemaining = seatsRemaining
        version = record.version
    }

    static let schema = Schema.ref(
        "SeatAllotment",
        .object(
            .required("id", .uuid), .required("offeringId", .uuid), .required("agencyId", .uuid),
            .required("seats", .integer(min: 0)), .required("used", .integer(min: 0)),
            .required("registrationIds", .array(.uuid, max: 100_000)), .required("expiresAt", .dateTime),
            .required("reason", .reason), .required("madeBy", .uuid), .required("madeAt", .dateTime),
            .nullable("endedAt", .dateTime), .nullable("endedBy", .uuid), .nullable("endReason", .reason),
            .required("seatsRemaining", .integer(min: 0)), .required("version", .version)))
}

/// What is known of a person by name.
enum ProfileStatus: String, Codable, CaseIterable, Sendable {
    case known
    /// It is on its way from accounts: the person has just signed up.
    case pending
    case erased
}

/// One person of a roster or waitlist (D8).
struct SeatHolderDTO: Codable, Sendable {
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
    /// The completion that stands, by which it can be voided.
    @Nullable var completionId: CompletionID?

    /// On paper and in tables, where an empty field would be taken for a mistake.
    var familyNameOrWhy: String { familyName ?? "(name \(profile.rawValue))" }

    static let schema = Schema.ref(
        "SeatHolder",
        .object(
            .required("registrationId", .uuid), .required("personId", .uuid),
            .required("profile", .string(enum: ProfileStatus.self)), .nullable("givenName", .string()),
            .nullable("familyName", .string()), .nullable("email", .string()),
            .required("kind", .string(enum: RegistrationKind.self)),
            .required("status", .string(enum: RegistrationStatus.self)), .nullable("position", .integer(min: 1)),
            .nullable("completionId", .uuid)))
}

/// Who sits in a class, and its seats by kind (D8).
struct RosterDTO: Codable, Sendable {
    var offeringId: OfferingID
    var title: String
    var startsOn: Day
    var endsOn: Day
    var capacity: Int
    var seatsRemaining: Int
    var seatsByKind: [String: Int]
    var items: [SeatHolderDTO]

    static let schema = Schema.object(
        .required("offeringId", .uuid), .required("title", .string()), .required("startsOn", .date),
        .required("endsOn", .date), .required("capacity", .integer(min: 0)),
        .required("seatsRemaining", .integer(min: 0)),
        .required("seatsByKind", .map(of: .integer(min: 0))),
        .required("items", .array(SeatHolderDTO.schema, max: 200_000)))
}
