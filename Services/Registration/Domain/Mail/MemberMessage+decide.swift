package import Primitives

/// What stands of a registration when a message about it is to be sent.
package struct MessageStanding: Hashable, Sendable {
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
    /// Why a message about a registration is not sent any more; nil when it is. Decided when it is sent, so that nobody hears of a
    /// seat that they have no longer; what is over (a payment, a cancellation) is told whatever came after it.
    package func reasonNotToSend(
        to person: PersonID, _ standing: MessageStanding, at moment: RegistrationMoment
    ) -> String? {
        let isHolder = standing.holder == person && standing.offeringStatus == .published
        return switch self {
        case .registered, .seatReceived:
            isHolder && standing.status.attends ? nil : "the seat is no longer this person's"
        case .waitlisted: isHolder && standing.status == .waitlisted ? nil : "the person does not wait any more"
        case .seatOffered:
            isHolder && standing.status == .offered && standing.confirmBy.map { moment.instant < $0 } ?? false
                ? nil : "the offer is over"
        case .classChanged, .priceCorrected:
            isHolder && standing.status.isActive ? nil : "the seat is no longer this person's"
        case .classReminder:
            isHolder && standing.status.attends && moment.venueDay < standing.startsOn
                ? nil : "there is no seat to be reminded of"
        case .evaluationOpen:
            standing.status.attends && standing.attendedDays > 0 && !standing.isEvaluated
                ? nil : "there is nothing to be evaluated"
        case .offerExpired, .waitlistEnded, .seatGivenAway, .registrationCancelled, .classCancelled, .paymentReceived,
            .refunded, .scholarshipAwarded, .retakeInvited, .seatsAllotted, .hostRequestApproved, .hostRequestRejected:
            nil
        }
    }
}
