package import JSONSchema
import JSONTree
package import Primitives

/// A payment, refund or dispute of `amount`, and the invoice after it (E8).
package struct PaymentChange: EventValue {
    package var registrationId: RegistrationID
    package var personId: PersonID
    package var offeringId: OfferingID
    package var rateCategory: Vocabulary.RateCategory
    package var amount: Money
    package var total: Money
    package var fullyPaid: Bool
    package var fullyRefunded: Bool

    package init(
        registrationId: RegistrationID, personId: PersonID, offeringId: OfferingID,
        rateCategory: Vocabulary.RateCategory,
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
        .required("rateCategory", .string(enum: Vocabulary.RateCategory.self)),
        .required("amount", .integer()),
        .required("total", .integer()),
        .required("fullyPaid", .boolean),
        .required("fullyRefunded", .boolean))
}

extension EventType<InvoiceID, PaymentChange> {
    package static let paymentSettled = Self(
        fact: "registration.payment.settled", of: .registration, keyedBy: "invoiceId",
        "Money arrived; accounts grants a free membership for some rates (B4).")
    package static let paymentRefunded = Self(
        fact: "registration.payment.refunded", of: .registration, keyedBy: "invoiceId", "Money was returned.")
    package static let paymentDisputed = Self(
        fact: "registration.payment.disputed", of: .registration, keyedBy: "invoiceId",
        "The payer's bank disputes the payment.")
}

extension Catalogue {
    static let payments: [any CatalogueEntry] = [
        EventType.paymentSettled, EventType.paymentRefunded, EventType.paymentDisputed,
    ]
}
