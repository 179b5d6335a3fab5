/// The closed lists of words in events (`domain.md`, Vocabulary). A word that is not here makes a record undecodable.
///
/// Each service has types of its own for the same words: what it stores and decides on may change without its events.
package enum Vocabulary {
    /// What a person chose at sign-up (A3).
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

    /// How a membership term came about: bought, granted with a paid rate (B4), or by the office.
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
