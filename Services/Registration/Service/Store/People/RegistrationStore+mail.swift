import JSONTree
import Mail
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The messages that a change is told by, written in its transaction; `MailComposer` decides what they say.
extension RegistrationStore {
    func tell(_ payment: Payment, of account: RegistrationAccount, at instant: Instant, in unit: UnitOfWork) {
        let registration = account.registration.registration
        mail.write(
            [
                NewMail(
                    MemberMessage.paymentReceived.rawValue, about: registration.id.uuid,
                    occasion: payment.id.description, to: .person(registration.person),
                    content: ["amount": .integer(payment.amount.cents), "method": .string(payment.method.rawValue)])
            ], at: instant, in: unit)
    }

    /// Money that goes back, or went back by the provider's word; what goes back with a cancellation is told with it.
    func tellRefund(
        _ amount: Money, isTold: Bool = false, of account: RegistrationAccount, at instant: Instant, in unit: UnitOfWork
    ) {
        let content: [String: JSON] = ["amount": .integer(amount.cents), "done": .bool(isTold)]
        tell(.refunded, of: account, content: content, at: instant, in: unit)
    }

    func tellCorrection(of account: RegistrationAccount, at instant: Instant, in unit: UnitOfWork) {
        tell(.priceCorrected, of: account, at: instant, in: unit)
    }

    /// One message about an invoice's change; the invoice's version tells it from the next.
    private func tell(
        _ message: MemberMessage, of account: RegistrationAccount, content: [String: JSON] = [:], at instant: Instant,
        in unit: UnitOfWork
    ) {
        let registration = account.registration.registration
        mail.write(
            [
                NewMail(
                    message.rawValue, about: registration.id.uuid, occasion: "v\(account.invoice.version)",
                    to: .person(registration.person), content: content)
            ], at: instant, in: unit)
    }

    func tell(_ scholarship: ScholarshipRecord, at instant: Instant, in unit: UnitOfWork) {
        mail.write(
            [
                NewMail(
                    MemberMessage.scholarshipAwarded.rawValue, about: scholarship.id.uuid,
                    to: .person(scholarship.person))
            ], at: instant, in: unit)
    }
}
