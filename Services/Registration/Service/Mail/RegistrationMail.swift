import Mail
import RegistrationDomain

/// The kinds of registration's mails, their template fields, and the shipped templates.
enum RegistrationMail {
    static let kinds = MemberMessage.allCases.map(kind)

    private static func kind(_ message: MemberMessage) -> MailKind {
        let whose = ["name", "course", "dates"]
        let about = whose + ["venue", "number"]
        func kind(
            _ given: [String], required: Set<String> = [], optional: Set<String> = []
        ) -> MailKind {
            // A link is present if the association has a site.
            MailKind(message.rawValue, required: required, given: Set(given), optional: optional.union(["link"]))
        }
        let billed: Set<String> = ["invoice", "invoiceLink"]
        let due = billed.union(["amountDue"])
        return switch message {
        case .registered: kind(about + ["price"], optional: due.union(["audit", "purchaseOrder"]))
        case .waitlisted: kind(about + ["position"])
        case .seatOffered: kind(about + ["price"], required: ["confirmBy"])
        case .offerExpired, .waitlistEnded: kind(about)
        case .seatGivenAway: kind(about, optional: ["fee"])
        case .seatReceived: kind(about, optional: due)
        case .registrationCancelled: kind(about, optional: due.union(["fee", "refund"]))
        case .classCancelled: kind(about, optional: ["reason", "refund", "calendarLink"])
        case .classChanged: kind(about, optional: ["datesBefore", "venueBefore", "freeUntil"])
        case .classReminder: kind(about, required: ["when"], optional: due)
        case .paymentReceived:
            kind(about + ["method"], required: ["amount"], optional: billed.union(["balance", "confirmed"]))
        case .refunded: kind(about, required: ["amount"], optional: billed.union(["done"]))
        case .priceCorrected: kind(about + ["price"], optional: due)
        case .scholarshipAwarded: kind(about, required: ["award"], optional: ["registered"])
        case .evaluationOpen: kind(about)
        case .retakeInvited: kind(["name", "completedOn", "discount"], optional: ["calendarLink"])
        case .seatsAllotted: kind(about + ["seats", "kept"], required: ["until"])
        case .hostRequestApproved: kind(about)
        case .hostRequestRejected: kind(about, required: ["reason"])
        }
    }

    static let shipped: [String: [UInt8]] = Dictionary(
        uniqueKeysWithValues: MemberMessage.allCases.map { ($0.rawValue, template($0)) })

    private static func template(_ message: MemberMessage) -> [UInt8] {
        switch message {
        case .registered: PackageResources.registered_mail
        case .waitlisted: PackageResources.waitlisted_mail
        case .seatOffered: PackageResources.seat_offered_mail
        case .offerExpired: PackageResources.offer_expired_mail
        case .waitlistEnded: PackageResources.waitlist_ended_mail
        case .seatGivenAway: PackageResources.seat_given_away_mail
        case .seatReceived: PackageResources.seat_received_mail
        case .registrationCancelled: PackageResources.registration_cancelled_mail
        case .classCancelled: PackageResources.class_cancelled_mail
        case .classChanged: PackageResources.class_changed_mail
        case .classReminder: PackageResources.class_reminder_mail
        case .paymentReceived: PackageResources.payment_received_mail
        case .refunded: PackageResources.refunded_mail
        case .priceCorrected: PackageResources.price_corrected_mail
        case .scholarshipAwarded: PackageResources.scholarship_awarded_mail
        case .evaluationOpen: PackageResources.evaluation_open_mail
        case .retakeInvited: PackageResources.retake_invited_mail
        case .seatsAllotted: PackageResources.seats_allotted_mail
        case .hostRequestApproved: PackageResources.host_request_approved_mail
        case .hostRequestRejected: PackageResources.host_request_rejected_mail
        }
    }
}
