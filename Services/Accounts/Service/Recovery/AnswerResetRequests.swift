import Mail
import Messaging
import Primitives

/// Mails codes for the requested new passwords. The mail job calls it.
struct AnswerResetRequests: Sendable {
    let requests: ResetRequestRepository
    let codes: CodeRepository
    let mail: MailOutbox

    /// Answers the next requests; those for unknown addresses get no mail.
    ///
    /// - Returns: the number of requests.
    func callAsFunction(at now: Instant, in unit: UnitOfWork) async throws -> Int {
        Rule.keep(.A6)
        let next = try await requests.removeNext(in: unit)
        var mails: [NewMail] = []
        for request in next {
            guard let owner = request.owner, let email = request.email else { continue }
            let code = codes.insert(OneTimeCode(purpose: .passwordReset, personID: owner), at: now, in: unit)
            mails.append(AccountsMail.passwordReset.message(to: email, token: code))
        }
        mail.write(mails, at: now, in: unit)
        return next.count
    }
}
