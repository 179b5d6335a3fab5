import AccountsDomain
import JSONTree
import Mail
import Messaging
import Observability
import Primitives
import Security

/// The reason why a request at sign-up is refused.
enum SignUpRejection: Error, Hashable {
    case emailUnusable
    case emailTaken
    case challengeFailed
    case codeInvalid
}

/// The data of a sign-up, as it is stored with the code until the e-mail address is confirmed.
struct PendingSignUp: Codable, Sendable {
    var email: String
    var givenName: String
    var familyName: String
    var kind: Person.Kind
    var passwordHash: String
}

/// Requests an account (A3). The caller cannot tell whether the e-mail address has an account already (A4).
struct RequestAccount: Sendable {
    struct Command: Sendable {
        var email: String
        var password: String
        var givenName: String
        var familyName: String
        var kind: Person.Kind
        /// The solved proof of work.
        var challenge: String?
    }

    let journal: Journal
    let policies: Policies
    let settings: AccountsConfig
    let hasher: PasswordHasher
    let challengeKey: SharedSecret
    let challenges: ChallengeRepository
    let accounts: AccountRepository
    let codes: CodeRepository
    let open: OpenAccount
    let mail: MailOutbox

    /// - Throws: `SignUpRejection`, `PasswordPolicy.Rejection`, `PasswordHasher.Failure`.
    func callAsFunction(_ command: Command, at now: Instant, trace: TraceContext?) async throws {
        Rule.keep(.A3, .A4)
        guard let email = EmailAddress(command.email) else { throw SignUpRejection.emailUnusable }
        try policies.policy(at: now).passwordPolicy.check(command.password, of: email)
        if settings.asksChallenge { try await requireChallenge(command.challenge, at: now) }
        // The password is hashed first, so that the duration does not show whether the address is known.
        let pending = PendingSignUp(
            email: email.text, givenName: command.givenName, familyName: command.familyName, kind: command.kind,
            passwordHash: try await hasher.hash(command.password))
        do {
            try await journal.update(trace: trace) { unit in
                if try await accounts.owner(of: email, in: unit) != nil {
                    mail.enqueue(.alreadyRegistered, to: email, at: now, in: unit)
                } else if settings.verifiesEmail {
                    let code = OneTimeCode(purpose: .signUp, content: try JSON.of(pending))
                    mail.enqueue(
                        .verification, to: email, token: codes.insert(code, at: now, in: unit), at: now, in: unit)
                } else {
                    try open(pending, at: now, in: unit)
                }
            }
        } catch  where AccountRepository.isTaken(error) {
            // Another request opened an account with the address at the same time; the answer is the same.
        }
    }

    private func requireChallenge(_ text: String?, at now: Instant) async throws {
        guard let text, let solved = SolvedChallenge(text, key: try await challengeKey.bytes(), at: now),
            try await challenges.use(solved)
        else { throw SignUpRejection.challengeFailed }
    }
}

/// Opens the account of a sign-up. The transaction fails when another account has the address.
struct OpenAccount: Sendable {
    let people: PersonRepository
    let accounts: AccountRepository

    /// - Throws: `SignUpRejection.codeInvalid` for an unusable address.
    func callAsFunction(_ pending: PendingSignUp, at now: Instant, in unit: UnitOfWork) throws {
        Rule.keep(.A2)
        guard let email = EmailAddress(pending.email) else { throw SignUpRejection.codeInvalid }
        let person = Person(
            id: .new(), kind: pending.kind,
            profile: Profile(givenName: pending.givenName, familyName: pending.familyName, email: email.text))
        people.insert([person], at: now, in: unit)
        accounts.insert([Account(person: person, email: email, passwordHash: pending.passwordHash)], in: unit)
        unit.publishJoined(person, at: now)
    }
}
