import Contracts
import Primitives
import RegistrationDomain

extension PaymentChange {
    /// Describes an amount that was paid, refunded or disputed, and the account after it.
    init(_ amount: Money, on account: RegistrationAccount) {
        let invoice = account.invoice.invoice
        let registration = account.registration.registration
        self.init(
            registrationId: registration.id, personId: registration.person,
            offeringId: account.registration.offering, rateCategory: registration.rateCategory.published,
            amount: amount, total: invoice.total,
            fullyPaid: registration.status.isActive && invoice.total > .zero && invoice.balance <= .zero,
            fullyRefunded: !invoice.payments.isEmpty && invoice.paid <= .zero)
    }
}
