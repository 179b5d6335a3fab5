import JSONTree
import Mail
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The messages that a change is told by, written in its transaction; `MailComposer` decides what they say.
extension RegistrationStore {
    /// Seat facts of any number of offerings, in one statement.
    ///
    /// - Parameter facts: each with the version of its offering, which tells one transfer of a seat from the next.
    func tell(_ facts: [(fact: SeatFact, version: Int)], at instant: Instant, in unit: UnitOfWork) {
        let mails = facts.flatMap { fact, version in
            fact.messages.map { message, person in
                NewMail(
                    message.rawValue, about: fact.registration.id.uuid,
                    occasion: fact.action == .transferred ? "v\(version)" : "", to: .person(person))
            }
        }
        mail.write(mails, at: instant, in: unit)
    }

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

    /// The agency's coordinators, of seats that are kept for it (D3).
    func tell(_ allotment: SeatAllotment, at instant: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO mail_outbox (id, kind, about, occasion, person_id, content, written_at)
            SELECT gen_random_uuid(), \(MemberMessage.seatsAllotted.rawValue), \(allotment.id), id::text, id, '{}',
                \(instant)
            FROM person WHERE \(allotment.agency) = ANY(coordinator_of)
            ON CONFLICT DO NOTHING
            """)
        mail.wake(with: unit)
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
