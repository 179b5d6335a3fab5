package import Primitives

/// A mail that registration sends; the raw value is the template's name.
package enum MemberMessage: String, CaseIterable, Sendable {
    /// A person took a seat or accepted a waitlist offer.
    case registered
    case waitlisted
    /// The waitlist's offer, and its end without an answer (D7).
    case seatOffered = "seat-offered"
    case offerExpired = "offer-expired"
    /// The class ended while the person waited (D7).
    case waitlistEnded = "waitlist-ended"
    /// A transfer, to the previous holder and to the new one (D4).
    case seatGivenAway = "seat-given-away"
    case seatReceived = "seat-received"
    /// A cancellation by the person, on their behalf, or by the association (D5).
    case registrationCancelled = "registration-cancelled"
    case classCancelled = "class-cancelled"
    /// The class has other dates or another place.
    case classChanged = "class-changed"
    case classReminder = "class-reminder"
    /// Money that came in or went back (E8).
    case paymentReceived = "payment-received"
    case refunded
    /// A membership became known after the registration (E1).
    case priceCorrected = "price-corrected"
    /// A scholarship's award (E5).
    case scholarshipAwarded = "scholarship-awarded"
    /// The evaluation may be given (F2).
    case evaluationOpen = "evaluation-open"
    /// An invitation to retake Basic (E4).
    case retakeInvited = "retake-invited"
    /// An allotment, to the agency's coordinators (D3).
    case seatsAllotted = "seats-allotted"
    /// The decision about a host request, to the packet's contact and to the submitter (C3).
    case hostRequestApproved = "host-request-approved"
    case hostRequestRejected = "host-request-rejected"

    /// The messages that state the dates of a class. A person who got one after a reminder was due gets no reminder.
    package static let announcingDates: [MemberMessage] = [.registered, .seatReceived, .classChanged]
}

extension SeatFact {
    /// The messages about the fact, with their recipients. A payment's own message includes the confirmation of the
    /// seat.
    package var messages: [(message: MemberMessage, person: PersonID)] {
        switch action {
        case .taken: [(.registered, person)]
        case .waitlisted: [(.waitlisted, person)]
        case .offered: [(.seatOffered, person)]
        case .confirmed: cause == .offerAccepted ? [(.registered, person)] : []
        case .transferred: [(.seatGivenAway, person)] + (toPerson.map { [(.seatReceived, $0)] } ?? [])
        case .released:
            switch cause {
            case .offerLapsed: [(.offerExpired, person)]
            case .offeringOver: [(.waitlistEnded, person)]
            case .offeringCancelled: [(.classCancelled, person)]
            default: [(.registrationCancelled, person)]
            }
        }
    }
}
