package import JSONSchema
import JSONTree
package import Primitives

/// A payment, refund or dispute of `amount`, and its invoice as it stands after it (E8).
package struct PaymentChange: EventValue {
    package var registrationId: RegistrationID
    package var personId: PersonID
    package var offeringId: OfferingID
    package var rateCategory: RateCategory
    package var amount: Money
    package var total: Money
    package var fullyPaid: Bool
    package var fullyRefunded: Bool

    package init(
        registrationId: RegistrationID, personId: PersonID, offeringId: OfferingID, rateCategory: RateCategory,
        amount: Money, total: Money, fullyPaid: Bool, fullyRefunded: Bool
    ) {
        self.registrationId = registrationId
        self.personId = personId
        self.offeringId = offeringId
        self.rateCategory = rateCategory
        self.amount = amount
        self.total = total
        self.fullyPaid = fullyPaid
        self.fullyRefunded = fullyRefunded
    }

    package static let schema = Schema.event(
        .required("registrationId", .uuid),
        .required("personId", .uuid),
        .required("offeringId", .uuid),
        .required("rateCategory", .string(enum: RateCategory.self)),
        .required("amount", .integer()),
        .required("total", .integer()),
        .required("fullyPaid", .boolean),
        .required("fullyRefunded", .boolean))
}

/// Money came in. accounts grants a free membership for some rates (B4).
package struct PaymentSettled: SharedFact {
    package static let type = "org.muster.registration.payment.settled.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "invoiceId"
    package var data: PaymentChange

    package init(_ data: PaymentChange) { self.data = data }
}

/// Money went back.
package struct PaymentRefunded: SharedFact {
    package static let type = "org.muster.registration.payment.refunded.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "invoiceId"
    package var data: PaymentChange

    package init(_ data: PaymentChange) { self.data = data }
}

/// The payer's bank disputes the payment.
package struct PaymentDisputed: SharedFact {
    package static let type = "org.muster.registration.payment.disputed.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "invoiceId"
    package var data: PaymentChange

    package init(_ data: PaymentChange) { self.data = data }
}
