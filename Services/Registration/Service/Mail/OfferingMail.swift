import JSONTree
import Mail
import Messaging
import Primitives
import RegistrationDomain

/// Mails to the persons of a class.
struct OfferingMail: Sendable {
    let outbox: MailOutbox
    let mails = MailRepository()

    /// Enqueues a mail to each person with an active registration, if the class has other dates or another place.
    func enqueueChange(of offering: Offering, from before: Offering, at now: Instant, in unit: UnitOfWork) {
        var content: [String: JSON] = [:]
        let hasMoved = (before.startsOn, before.endsOn) != (offering.startsOn, offering.endsOn)
        if hasMoved { content["datesBefore"] = .string(MailWords.days(before.startsOn, before.endsOn)) }
        if MailWords.place(before.venue) != MailWords.place(offering.venue) {
            content["venueBefore"] = .string(MailWords.place(before.venue))
        }
        guard !content.isEmpty else { return }
        mails.enqueueChange(
            of: offering.id, occasion: "\(hasMoved ? "dates" : "venue") v\(offering.version)", content: content,
            at: now, in: unit)
        outbox.wake(with: unit)
    }

    /// Enqueues a mail to each person who attended, if the class's last day has come at the venue: the evaluation is
    /// open (F2).
    ///
    /// - Parameter today: The date at the venue.
    func enqueueEvaluation(of offering: Offering, on today: Day, at now: Instant, in unit: UnitOfWork) {
        guard today >= offering.endsOn else { return }
        mails.enqueueEvaluation(of: offering.id, at: now, in: unit)
        outbox.wake(with: unit)
    }
}
