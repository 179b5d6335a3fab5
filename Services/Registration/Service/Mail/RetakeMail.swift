import Mail
import Messaging
import Primitives
import RegistrationDomain

/// Mails that invite persons to retake Basic (E4).
struct RetakeMail: Sendable {
    struct Invitation: Sendable {
        var person: PersonID
        var lastCompletedOn: Day
    }

    let outbox: MailOutbox

    /// Enqueues one mail for each person and completion.
    func enqueue(_ invitations: [Invitation], at now: Instant, in unit: UnitOfWork) {
        outbox.write(
            invitations.map { invitation in
                NewMail(
                    MemberMessage.retakeInvited.rawValue, about: invitation.person.uuid,
                    occasion: invitation.lastCompletedOn.description, to: .person(invitation.person))
            }, at: now, in: unit)
    }
}
