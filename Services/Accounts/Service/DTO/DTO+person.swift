import AccountsDomain
import JSONSchema
import JSONTree
import Primitives
import UseCases

/// A person as its own reader, staff and auditors see it.
struct PersonDTO: Encodable, Sendable {
    let id: PersonID
    let personId: PersonID
    let email: String
    let givenName: String
    let familyName: String
    let kind: Person.Kind
    let roles: [String]
    let coordinatorOf: [AgencyID]
    let locale: String
    @Nullable var homeState: String?
    let swornOfficer: Bool
    @Nullable var instructorCertification: CertificationDTO?
    @Nullable var degree: String?
    @Nullable var membership: StandingDTO?
    @Nullable var mergedInto: PersonID?
    let version: Int

    static let schema = Schema.ref(
        "Person",
        .object(
            .required("id", .uuid), .required("personId", .uuid), .required("email", .string(maxLength: 320)),
            .required("givenName", .string()), .required("familyName", .string()),
            .required("kind", .string(enum: Person.Kind.self)),
            .required("roles", .array(.string(enum: Role.self))), .required("coordinatorOf", .array(.uuid)),
            .required("locale", .string()), .nullable("homeState", .string()), .required("swornOfficer", .boolean),
            .nullable("instructorCertification", CertificationDTO.schema), .nullable("degree", .string()),
            .nullable("membership", StandingDTO.schema), .nullable("mergedInto", .uuid),
            .required("version", .integer(min: 1))))
}

struct CertificationDTO: Codable, Sendable {
    let number: String
    let state: String
    let since: Day

    static let schema = Schema.object(
        .required("number", .name), .required("state", .state), .required("since", .date))
}

/// Where a person's membership stands today (B2).
struct StandingDTO: Codable, Sendable {
    enum Status: String, Codable, CaseIterable, Sendable {
        case active
        case pendingPayment
        case upcoming
        case expired
    }

    let status: Status
    @Nullable var validFrom: Day?
    @Nullable var validTo: Day?
    let inGoodStanding: Bool

    static let schema = Schema.object(
        .required("status", .string(enum: Status.self)), .nullable("validFrom", .date), .nullable("validTo", .date),
        .required("inGoodStanding", .boolean))

    /// Nil for who never was a member and has not asked to be one.
    init?(terms: [MembershipTerm], holds: [StandingHold], order: MembershipOrder?, today: Day) {
        let counted = terms.filter { !$0.isRevoked }
        if let span = counted.span(on: today) {
            status = .active
            (validFrom, validTo) = (span.from, span.to)
            inGoodStanding = !holds.contains { $0.covers(today) }
            return
        }
        inGoodStanding = false
        if let next = counted.filter({ $0.validFrom > today }).min(by: { $0.validFrom < $1.validFrom }) {
            status = .upcoming
            (validFrom, validTo) = (next.validFrom, counted.span(on: next.validFrom)?.to)
        } else if order != nil {
            status = .pendingPayment
            (validFrom, validTo) = (nil, nil)
        } else if let last = counted.max(by: { $0.validTo < $1.validTo }) {
            status = .expired
            (validFrom, validTo) = (counted.span(on: last.validTo)?.from, last.validTo)
        } else {
            return nil
        }
    }
}

/// What may change of a person; absent means "as it is", null takes an optional field back.
struct PersonPatchDTO: Decodable, Sendable {
    let givenName: String?
    let familyName: String?
    let email: String?
    let locale: String?
    let homeState: Patched<String>
    let swornOfficer: Bool?
    let instructorCertification: Patched<CertificationDTO>
    let degree: Patched<String>

    static let schema = Schema.object(
        .optional("givenName", .name), .optional("familyName", .name), .optional("email", .email),
        .optional("locale", .string(minLength: 2, maxLength: 35, pattern: "^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")),
        .optional("homeState", .state), .optional("swornOfficer", .boolean),
        .optional("instructorCertification", CertificationDTO.schema), .optional("degree", .name))

    /// The profile with what was sent; the address is changed elsewhere.
    func applied(to profile: Profile) -> Profile {
        var new = profile
        new.givenName = givenName ?? profile.givenName
        new.familyName = familyName ?? profile.familyName
        new.locale = locale ?? profile.locale
        new.homeState = homeState.applied(to: profile.homeState)
        new.isSwornOfficer = swornOfficer ?? profile.isSwornOfficer
        new.degree = degree.applied(to: profile.degree)
        new.certification = instructorCertification.map {
            Profile.Certification(number: $0.number, state: $0.state, since: $0.since)
        }.applied(to: profile.certification)
        return new
    }
}

extension PersonDTO {
    init(_ stored: AccountsStore.Stored, membership: StandingDTO?) {
        let person = stored.person
        let profile = person.profile
        id = person.id
        personId = person.id
        email = profile.email
        givenName = profile.givenName
        familyName = profile.familyName
        kind = person.kind
        roles = person.roles
        coordinatorOf = person.coordinatorOf
        locale = profile.locale
        homeState = profile.homeState
        swornOfficer = profile.isSwornOfficer
        instructorCertification = profile.certification.map {
            CertificationDTO(number: $0.number, state: $0.state, since: $0.since)
        }
        degree = profile.degree
        self.membership = membership
        mergedInto = person.mergedInto
        version = stored.version
    }
}

extension Schema {
    /// Two letters of a state of the United States.
    static var state: Schema { string(minLength: 2, maxLength: 2, pattern: "^[A-Z]{2}$") }
    /// ISO 3166-1 alpha-2.
    static var country: Schema { string(minLength: 2, maxLength: 2, pattern: "^[A-Z]{2}$") }
}
