import AccountsDomain
import JSONTree
import Messaging
import Primitives

/// Confirms an e-mail address by a mailed code: opens the account of a sign-up, or changes the address of one (A2).
struct ConfirmEmailAddress: Sendable {
    let codes: CodeRepository
    let changes: PersonChanges
    let open: OpenAccount

    /// - Throws: `SignUpRejection.codeInvalid`. An address that another account has fails the transaction
    ///   (`AccountRepository.isTaken`).
    func callAsFunction(_ text: String, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.A2)
        guard let code = try await codes.redeem(text, for: [.signUp, .emailChange], at: now, in: unit) else {
            throw SignUpRejection.codeInvalid
        }
        guard code.purpose == .emailChange else { return try open(code.content.decoded(), at: now, in: unit) }
        guard let id = code.personID, let email = code.content["email"]?.string.flatMap(EmailAddress.init) else {
            throw SignUpRejection.codeInvalid
        }
        try await changes(id, at: now, in: unit) { person in .changeProfile(person.profile.with(email)) }
    }
}
