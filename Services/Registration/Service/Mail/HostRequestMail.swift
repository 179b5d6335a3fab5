import Mail
import Messaging
import Primitives
import RegistrationDomain

/// Mails about the decision of a host request, to its submitter and its contact (C3).
struct HostRequestMail: Sendable {
    let outbox: MailOutbox

    /// Enqueues the mails. A request may be rejected more than once, each time in another version.
    func enqueue(_ message: MemberMessage, _ request: HostRequest, at now: Instant, in unit: UnitOfWork) {
        let contact = request.plan.details.contact
        let recipients: [(String, NewMail.Recipient)] = [
            ("submitter", .person(request.submission.by)),
            ("contact", .mailbox(Mailbox(name: contact.name, address: contact.email))),
        ]
        outbox.write(
            recipients.map { role, recipient in
                NewMail(
                    message.rawValue, about: request.id.uuid, occasion: "\(role) v\(request.version)", to: recipient)
            }, at: now, in: unit)
    }
}
