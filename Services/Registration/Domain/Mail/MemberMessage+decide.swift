package import Primitives

/// The state of a registration when a message about it is about to be sent.
package struct MessageContext: Hashable, Sendable {
    package var holder: PersonID
    package var status: RegistrationStatus
    package var confirmBy: Instant?
    package var offeringStatus: OfferingStatus
    package var startsOn: Day
    package var attendedDays: Int
    package var isEvaluated: Bool

    package init(
        holder: PersonID, status: RegistrationStatus, confirmBy: Instant? = nil,
        offeringStatus: OfferingStatus = .published, startsOn: Day, attendedDays: Int = 0, isEvaluated: Bool = false
    ) {
        self.holder = holder
        self.status = status
        self.confirmBy = confirmBy
        self.offeringStatus = offeringStatus
        self.startsOn = startsOn
        self.attendedDays = attendedDays
        self.isEvaluated = isEvaluated
    }
}

extension MemberMessage {
    /// Returns the reason why a message about a registration is not sent; nil if it is sent.
    ///
    /// It is decided when the message is about to be sent, so that no person gets a message about a seat that they no
    /// longer have. A message about a past event, such as a payment or a cancellation, is always sent.
    package func reasonNotToSend(
        to person: PersonID, _ context: MessageContext, at moment: RegistrationMoment
    ) -> String? {
        let isHolder = context.holder == person && context.offeringStatus == .published
        return switch self {
        case .registered, .seatReceived:
            isHolder && context.status.attends ? nil : "the seat is no longer this person's"
        case .waitlisted: isHolder && context.status == .waitlisted ? nil : "the person no longer waits"
        case .seatOffered:
            isHolder && context.status == .offered && context.confirmBy.map { moment.instant < $0 } ?? false
                ? nil : "the offer is over"
        case .classChanged, .priceCorrected:
            isHolder && context.status.isActive ? nil : "the seat is no longer this person's"
        case .classReminder:
            isHolder && context.status.attends && moment.venueDay < context.startsOn
                ? nil : "there is no seat to remind of"
        case .evaluationOpen:
            context.status.attends && context.attendedDays > 0 && !context.isEvaluated
                ? nil : "there is nothing to evaluate"
        case .offerExpired, .waitlistEnded, .seatGivenAway, .registrationCancelled, .classCancelled, .paymentReceived,
            .refunded, .scholarshipAwarded, .retakeInvited, .seatsAllotted, .hostRequestApproved, .hostRequestRejected:
            nil
        }
    }
}
