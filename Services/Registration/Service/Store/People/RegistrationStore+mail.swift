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

    /// Everybody with an active registration, of a class that was moved in time or place.
    func tellChange(of offering: Offering, before: Offering, at instant: Instant, in unit: UnitOfWork) {
        var content: [String: JSON] = [:]
        let hasMoved = (before.startsOn, before.endsOn) != (offering.startsOn, offering.endsOn)
        if hasMoved { content["datesBefore"] = .string(MailWords.days(before.startsOn, before.endsOn)) }
        if MailWords.place(before.venue) != MailWords.place(offering.venue) {
            content["venueBefore"] = .string(MailWords.place(before.venue))
        }
        guard !content.isEmpty else { return }
        unit.sql.enqueue(
            """
            INSERT INTO mail_outbox (id, kind, about, occasion, person_id, content, written_at)
            SELECT gen_random_uuid(), \(MemberMessage.classChanged.rawValue), id,
                \((hasMoved ? "dates v" : "venue v") + String(offering.version)), person_id, \(JSON.object(content)), \(instant)
            FROM registration WHERE offering_id = \(offering.id)
                AND status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered')
            ON CONFLICT DO NOTHING
            """)
        mail.wake(with: unit)
    }

    /// Everybody who attended, once the class's last day has come at the venue: their evaluation is open (F2).
    func tellEvaluation(of offering: Offering, at instant: Instant, in unit: UnitOfWork) {
        guard zones.day(of: instant, in: offering.venue.timeZone) >= offering.endsOn else { return }
        unit.sql.enqueue(
            """
            INSERT INTO mail_outbox (id, kind, about, occasion, person_id, content, written_at)
            SELECT gen_random_uuid(), \(MemberMessage.evaluationOpen.rawValue), r.id, '', r.person_id, '{}', \(instant)
            FROM registration r WHERE r.offering_id = \(offering.id)
                AND EXISTS (SELECT FROM attendance a WHERE a.registration_id = r.id)
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

    /// E4.
    func tellInvitations(
        _ invited: [(person: PersonID, lastCompletedOn: Day)], at instant: Instant, in unit: UnitOfWork
    ) {
        mail.write(
            invited.map { person, day in
                NewMail(
                    MemberMessage.retakeInvited.rawValue, about: person.uuid, occasion: day.description,
                    to: .person(person))
            }, at: instant, in: unit)
    }
}
