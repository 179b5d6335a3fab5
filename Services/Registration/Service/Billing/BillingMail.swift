import JSONTree
import Mail
import Messaging
import Primitives
import RegistrationDomain

/// Mails about a registration's money, to its person.
struct BillingMail: Sendable {
    let outbox: MailOutbox

    /// Enqueues the receipt of a payment.
    func enqueue(
        _ payment: Payment, of account: RegistrationAccount, at now: Instant, in unit: UnitOfWork
    ) {
        enqueue(
            .paymentReceived, of: account, occasion: payment.id.description,
            content: ["amount": .integer(payment.amount.cents), "method": .string(payment.method.rawValue)], at: now,
            in: unit)
    }

    /// Enqueues the notice of a refund. The refund of a cancellation has none, since the cancellation's mail states it.
    ///
    /// - Parameter isReported: Whether the provider reported the refund, so that it is done.
    func enqueueRefund(
        of amount: Money, isReported: Bool = false, _ account: RegistrationAccount, at now: Instant, in unit: UnitOfWork
    ) {
        enqueue(
            .refunded, of: account, content: ["amount": .integer(amount.cents), "done": .bool(isReported)], at: now,
            in: unit)
    }

    /// Enqueues the notice of a corrected price (E1).
    func enqueueCorrection(of account: RegistrationAccount, at now: Instant, in unit: UnitOfWork) {
        enqueue(.priceCorrected, of: account, at: now, in: unit)
    }

    /// Enqueues the notice of an award (E5).
    func enqueue(_ scholarship: Scholarship, at now: Instant, in unit: UnitOfWork) {
        outbox.write(
            [
                NewMail(
                    MemberMessage.scholarshipAwarded.rawValue, about: scholarship.id.uuid,
                    to: .person(scholarship.person))
            ], at: now, in: unit)
    }

    /// - Parameter occasion: Distinguishes the message from another about the same registration; by default the
    ///   invoice's version.
    private func enqueue(
        _ message: MemberMessage, of account: RegistrationAccount, occasion: String? = nil,
        content: [String: JSON] = [:], at now: Instant, in unit: UnitOfWork
    ) {
        let registration = account.registration.registration
        outbox.write(
            [
                NewMail(
                    message.rawValue, about: registration.id.uuid,
                    occasion: occasion ?? "v\(account.invoice.version)", to: .person(registration.person),
                    content: content)
            ], at: now, in: unit)
    }
}
