package import Primitives

/// Where a registration stands.
package enum RegistrationStatus: String, Codable, CaseIterable, Sendable {
    /// Holds the seat; money is still due.
    case pendingPayment
    case confirmed
    case waitlisted
    /// Holds a seat that came free, until `confirmBy` (D7).
    case offered
    case cancelled
    /// The waitlist offer was not taken in time, or the class was over without one.
    case lapsed

    /// Counts for "one active registration per person and offering" (D6).
    package var isActive: Bool {
        switch self {
        case .pendingPayment, .confirmed, .waitlisted, .offered: true
        case .cancelled, .lapsed: false
        }
    }

    package var holdsSeat: Bool {
        switch self {
        case .pendingPayment, .confirmed, .offered: true
        case .waitlisted, .cancelled, .lapsed: false
        }
    }

    /// Sits in the class: stands on the roster, may be marked present.
    package var attends: Bool {
        self == .pendingPayment || self == .confirmed
    }
}

/// One person in one offering, as far as seats are concerned.
package struct Registration: Hashable, Sendable {
    package var id: RegistrationID
    package var person: PersonID
    package var kind: RegistrationKind
    package var status: RegistrationStatus
    package var rateCategory: RateCategory
    /// The quote's total, frozen.
    package var total: Money
    /// Whether this registration has one of the offering's seats while it is active (E6: a policy for audits).
    package var takesSeat: Bool
    package var confirmBy: Instant?

    package init(
        id: RegistrationID, person: PersonID, kind: RegistrationKind, status: RegistrationStatus,
        rateCategory: RateCategory, total: Money, takesSeat: Bool = true, confirmBy: Instant? = nil
    ) {
        self.id = id
        self.person = person
        self.kind = kind
        self.status = status
        self.rateCategory = rateCategory
        self.total = total
        self.takesSeat = takesSeat
        self.confirmBy = confirmBy
    }

    /// What a seat becomes that costs this much: nothing to pay is confirmed at once.
    package static func status(holdingFor total: Money) -> RegistrationStatus {
        total > .zero ? .pendingPayment : .confirmed
    }
}
