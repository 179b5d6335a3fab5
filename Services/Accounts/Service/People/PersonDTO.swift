import AccountsDomain
import JSONSchema
import JSONTree
import Primitives
import UseCases

/// A person, as the person, staff and auditors see it (A7).
struct PersonDTO: WireType {
    var id: PersonID
    var personId: PersonID
    var email: String
    var givenName: String
    var familyName: String
    var kind: Person.Kind
    var roles: [String]
    var coordinatorOf: [AgencyID]
    var locale: String
    @Nullable var homeState: String?
    var swornOfficer: Bool
    @Nullable var instructorCertification: CertificationDTO?
    @Nullable var degree: String?
    @Nullable var membership: StandingDTO?
    @Nullable var mergedInto: PersonID?
    var version: Int

    static let constraints = Constraints(
        named: "Person",
        [
            CodingKeys.email: .string(maxLength: 320), .roles: .array(.string(enum: Role.self)),
            .version: .integer(min: 1),
        ])

    init(_ view: PersonView) {
        let person = view.person
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
        instructorCertification = profile.certification.map(CertificationDTO.init)
        degree = profile.degree
        membership = view.standing.map(StandingDTO.init)
        mergedInto = person.mergedInto
        version = person.version
    }
}

/// A person's certification as an instructor (A8).
struct CertificationDTO: WireType {
    var number: String
    var state: String
    var since: Day

    static let constraints = Constraints([CodingKeys.number: .name, .state: .state])

    init(_ certification: Profile.Certification) {
        number = certification.number
        state = certification.state
        since = certification.since
    }

    var certification: Profile.Certification { Profile.Certification(number: number, state: state, since: since) }
}

/// The changes of a person; absent fields stay, null removes an optional field.
struct PersonPatchDTO: WireType {
    var givenName: String?
    var familyName: String?
    var email: String?
    var locale: String?
    var homeState: Patched<String>
    var swornOfficer: Bool?
    var instructorCertification: Patched<CertificationDTO>
    var degree: Patched<String>

    static let constraints = Constraints([
        CodingKeys.givenName: .name, .familyName: .name, .email: .email,
        .locale: .string(minLength: 2, maxLength: 35, pattern: "^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"),
        .homeState: .state, .degree: .name,
    ])

    /// Returns the profile with the changes except that of the e-mail address, which has rules of its own.
    func revised(_ profile: Profile) -> Profile {
        var new = profile
        new.givenName = givenName ?? profile.givenName
        new.familyName = familyName ?? profile.familyName
        new.locale = locale ?? profile.locale
        new.homeState = homeState.applied(to: profile.homeState)
        new.isSwornOfficer = swornOfficer ?? profile.isSwornOfficer
        new.degree = degree.applied(to: profile.degree)
        new.certification = instructorCertification.map(\.certification).applied(to: profile.certification)
        return new
    }

    /// Returns the e-mail address, nil when none was sent.
    ///
    /// - Throws: `SignUpRejection.emailUnusable`.
    func address() throws -> EmailAddress? {
        try email.map { text in
            guard let email = EmailAddress(text) else { throw SignUpRejection.emailUnusable }
            return email
        }
    }
}
