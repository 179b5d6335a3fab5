import AccountsDomain
import Mail
import Messaging
import Primitives

/// Requests a new password for an e-mail address (A6). The write is the same for every address, and the mail job looks
/// its owner up later, so that the duration does not show whether it is known (A4).
struct RequestPasswordReset: Sendable {
    let requests: ResetRequestRepository
    let mail: MailOutbox

    func callAsFunction(_ email: EmailAddress, at now: Instant, in unit: UnitOfWork) {
        Rule.keep(.A4, .A6)
        requests.insert(email, at: now, in: unit)
        mail.wake(with: unit)
    }
}
