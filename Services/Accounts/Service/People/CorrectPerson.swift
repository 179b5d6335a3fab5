import AccountsDomain
import JSONTree
import Messaging
import Primitives
import UseCases

/// Corrects a person's data for the office, which has checked another e-mail address itself (A2, A8).
struct CorrectPerson: Sendable {
    struct Command: Sendable {
        var person: PersonID
        var match: VersionMatch
        var revise: @Sendable (Profile) -> Profile
        var email: EmailAddress?
        /// The names of the fields that the caller sent, for the audit.
        var fields: [String]
        var by: Principal
    }

    let changes: PersonChanges
    let power: PowerCheck
    let audit: AuditRepository

    /// - Throws: `NotFound`, `VersionMismatch`; `Forbidden` for the e-mail address of a person with roles that the
    ///   caller does not hold. An address that another account has fails the transaction (`AccountRepository.isTaken`).
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.A8)
        let id = command.person
        try await changes(id, at: now, in: unit) { person in
            try command.match.require(person.version)
            let profile = command.revise(person.profile)
            return .changeProfile(command.email.map(profile.with) ?? profile)
        }
        if command.email != nil { try await power.require(of: command.by, over: [id], in: unit) }
        audit.insert(
            AuditEntry(
                at: now, actor: command.by.personID, action: "person.corrected", subject: id.description,
                details: ["fields": .array(command.fields.map(JSON.string))]), in: unit)
    }
}
