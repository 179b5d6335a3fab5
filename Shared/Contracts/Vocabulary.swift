/// The enumerations in events. A record with a value that is not listed here cannot be decoded.
///
/// Each service has its own types for the same values, so that its tables and decisions may change without its events.
package enum Vocabulary {
    /// The kind of account that a person chose at sign-up (A3).
    package enum AccountKind: String, Codable, CaseIterable, Sendable {
        case registrant
        case member
    }

    package enum AgencyKind: String, Codable, CaseIterable, Sendable {
        case policeDepartment
        case sheriffsOffice
        case schoolDistrict
        case other
    }

    /// The origin of a membership term: bought, granted with a paid rate (B4), or granted by the office.
    package enum MembershipCause: String, Codable, CaseIterable, Sendable {
        case purchase
        case ratePaid
        case office
    }

    package enum OfferingKind: String, Codable, CaseIterable, Sendable {
        case `class`
        case conference
    }

    package enum RegistrationKind: String, Codable, CaseIterable, Sendable {
        case regular
        case audit
        case scholarship
        case staff
    }

    package enum RateCategory: String, Codable, CaseIterable, Sendable {
        case member
        case nonMember
        case earlyBirdConference
        case scholarship
        case audit
    }

    package enum CredentialKind: String, Codable, CaseIterable, Sendable {
        case practitioner
    }

    package enum CandidateStage: String, Codable, CaseIterable, Sendable {
        case intern
        case probationary
        case qualifying
        case instructor
        case removed
        case inactive
        case reinstating
    }

    package enum StageOutcome: String, Codable, CaseIterable, Sendable {
        case advance
        case `repeat`
        case remove
    }
}
