package import Primitives

/// The state of a registration.
package enum RegistrationStatus: String, Codable, CaseIterable, Sendable {
    /// Holds a seat; the invoice is not paid in full.
    case pendingPayment
    case confirmed
    case waitlisted
    /// Holds a seat that came free, and is to be confirmed by `confirmBy` (D7).
    case offered
    case cancelled
    /// The waitlist offer was not accepted in time, or the class ended without an offer (D7).
    case lapsed

    /// Whether the registration counts as the person's one active registration for the class (D6).
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

    /// Whether the person has a seat in the class: is on the roster, and may be recorded as present.
    package var attends: Bool {
        self == .pendingPayment || self == .confirmed
    }
}

/// A person's registration for an offering, as far as seats are concerned.
package struct Registration: Hashable, Sendable {
    package var id: RegistrationID
    package var person: PersonID
    package var kind: RegistrationKind
    package var status: RegistrationStatus
    package var rateCategory: RateCategory
    /// The total of the frozen quote.
    package var total: Money
    /// Whether the registration takes one of the class's seats while it is active: a policy for audits (E6).
    package var takesSeat: Bool
    /// The end of a waitlist offer (D7).
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

    /// Returns the status of a new seat with this price: one without a price is confirmed at once.
    package static func status(holdingFor total: Money) -> RegistrationStatus {
        total > .zero ? .pendingPayment : .confirmed
    }
}
