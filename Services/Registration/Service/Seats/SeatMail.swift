import Mail
import Messaging
import Primitives
import RegistrationDomain

/// Mails about seats: to the persons of a fact, and to an agency's coordinators (D3–D5, D7).
struct SeatMail: Sendable {
    let outbox: MailOutbox

    /// Enqueues the mails about facts of any number of classes with one statement.
    ///
    /// - Parameter facts: each with the version of its class, which distinguishes the transfers of a seat.
    func enqueue(_ facts: [(fact: SeatFact, version: Int)], at now: Instant, in unit: UnitOfWork) {
        let mails = facts.flatMap { fact, version in
            fact.messages.map { message, person in
                NewMail(
                    message.rawValue, about: fact.registration.id.uuid,
                    occasion: fact.action == .transferred ? "v\(version)" : "", to: .person(person))
            }
        }
        outbox.write(mails, at: now, in: unit)
    }

    /// Enqueues a mail about an allotment to each of its agency's coordinators.
    func enqueue(
        _ allotment: SeatAllotment, to coordinators: [PersonID], at now: Instant, in unit: UnitOfWork
    ) {
        outbox.write(
            coordinators.map { person in
                NewMail(
                    MemberMessage.seatsAllotted.rawValue, about: allotment.id.uuid, occasion: person.description,
                    to: .person(person))
            }, at: now, in: unit)
    }
}
