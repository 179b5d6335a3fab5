package import Primitives

/// What registration tells people by mail; the raw value is the template's name.
package enum MemberMessage: String, CaseIterable, Sendable {
    /// A seat was taken, or the waitlist's offer was.
    case registered
    case waitlisted
    /// D7.
    case seatOffered = "seat-offered"
    case offerExpired = "offer-expired"
    /// The class was held without a seat for who waited.
    case waitlistEnded = "waitlist-ended"
    /// D4: to who had the seat, and to who has it now.
    case seatGivenAway = "seat-given-away"
    case seatReceived = "seat-received"
    /// D5.
    case registrationCancelled = "registration-cancelled"
    case classCancelled = "class-cancelled"
    /// Other dates, or another place.
    case classChanged = "class-changed"
    case classReminder = "class-reminder"
    /// E8.
    case paymentReceived = "payment-received"
    case refunded
    /// E1: a membership became known afterwards.
    case priceCorrected = "price-corrected"
    /// E5.
    case scholarshipAwarded = "scholarship-awarded"
    /// F2.
    case evaluationOpen = "evaluation-open"
    /// E4.
    case retakeInvited = "retake-invited"
    /// D3: to the agency's coordinators.
    case seatsAllotted = "seats-allotted"
    /// C3: to the packet's contact, and to who submitted it.
    case hostRequestApproved = "host-request-approved"
    case hostRequestRejected = "host-request-rejected"

    /// Those that tell somebody when their class is: who was told after a reminder's time needs none.
    package static let tellingDates: [MemberMessage] = [.registered, .seatReceived, .classChanged]
}

extension SeatFact {
    /// Who is told of it, and what. A seat that is confirmed because it was paid is told of by the payment's own message.
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
