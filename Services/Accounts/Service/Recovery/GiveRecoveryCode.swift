import AccountsDomain
import Mail
import Messaging
import Primitives
import UseCases

/// Gives staff a code with which a person who is locked out sets a new password (A6). The account's owner gets a mail.
struct GiveRecoveryCode: Sendable {
    struct Command: Sendable {
        var person: PersonID
        var reason: String
        var by: Principal
    }

    let people: PersonRepository
    let power: PowerCheck
    let codes: CodeRepository
    let mail: MailOutbox
    let audit: AuditRepository

    /// Returns the text of the code.
    ///
    /// - Throws: `NotFound`; `Forbidden` for a person with roles that the caller does not hold.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> String {
        Rule.keep(.A6)
        let id = command.person
        guard let person = try await people.lock(id, in: unit), let email = EmailAddress(person.profile.email) else {
            throw NotFound()
        }
        try await power.require(of: command.by, over: [id], in: unit)
        let text = codes.insert(OneTimeCode(purpose: .passwordReset, personID: id), at: now, in: unit)
        mail.enqueue(.recovery, to: email, at: now, in: unit)
        audit.insert(
            AuditEntry(
                at: now, actor: command.by.personID, action: "person.recovery", subject: id.description,
                reason: command.reason), in: unit)
        return text
    }
}
