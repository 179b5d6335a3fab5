import JSONTree
import Mail
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The messages that a change is told by, written in its transaction; `MailComposer` decides what they say.
extension RegistrationStore {
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
