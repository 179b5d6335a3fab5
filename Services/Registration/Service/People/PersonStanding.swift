import Primitives
import RegistrationDomain

/// What the projections and this service's history say of a person on a day. If no state has arrived, the person has no
/// membership and no history, so that a late event never prevents a registration.
struct PersonStanding: Sendable {
    /// The survivor of a merge, else the person asked about (A5).
    var person: PersonID
    /// The survivor and all who were merged into them.
    var identities: [PersonID]
    /// Whether their state or profile has arrived.
    var isKnown: Bool
    var isMember: Bool
    var hasCompletedBasic: Bool
    var isCandidate: Bool
    var agencies: [AgencyID]
    /// Whether they have an active registration in the offering that was asked about (D6); nil if none was.
    var isRegistered: Bool?

    /// The standing of a person without any state or profile here.
    static func unknown(_ person: PersonID) -> PersonStanding {
        PersonStanding(
            person: person, identities: [person], isKnown: false, isMember: false, hasCompletedBasic: false,
            isCandidate: false, agencies: [])
    }
}

/// A person's name and address, for rosters and documents.
struct PersonName: Hashable, Sendable {
    var given: String
    var family: String
    var email: String
}
