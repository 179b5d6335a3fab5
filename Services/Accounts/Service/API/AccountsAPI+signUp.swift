import AccountsDomain
import HTTP
import JSONSchema
import JSONTree
import Mail
import Messaging
import Postgres
import Primitives
import Security
import Web

/// A2–A4: a person asks for an account, and confirms the address.
extension AccountsAPI {
    var signUpEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/challenge", "A proof of work for sign-up",
                description:
                    "In the ALTCHA scheme. Find `number` from 0 to `maxnumber` whose SHA-256 of salt and number "
                    + "is `challenge`; send back base64 of the JSON of algorithm, challenge, number, salt, signature.",
                access: .anyone, answers: [.ok(ChallengeDTO.schema)]
            ) { [self] call in
                try .ok(
                    Challenge.make(
                        key: try await challengeKey.bytes(), hardest: settings.challengeHardest, at: call.now))
            },
            Endpoint(
                .post, "/v1/accounts", "Ask for an account",
                description: "The answer is the same whether the address is new or known; its owner gets a mail.",
                access: .anyone, body: .json(SignUpDTO.schema(minimum: store.rules.shortestPassword)),
                answers: [.accepted(AcceptedDTO.schema)],
                problems: [.challengeFailed, .emailUnusable, .passwordTooWeak],
                handler: signUp),
            Endpoint(
                .post, "/v1/accounts/verify", "Confirm an address by the mailed code", access: .anyone,
                body: .json(CodeDTO.schema), answers: [.ok(AcceptedDTO.schema)], problems: [.codeInvalid],
                handler: verify),
        ]
    }

    private func signUp(_ call: Call) async throws -> Response {
        let asked: SignUpDTO = try call.decode()
        guard let email = EmailAddress(asked.email) else { throw Problem(.emailUnusable) }
        try store.policy(at: call.now).passwordPolicy.check(asked.password, of: email)
        if settings.asksChallenge { try await requireChallenge(asked.challenge, at: call.now) }
        // Before anything is looked up: whether the address is known must not show in the time it takes.
        let hash = try await hash(asked.password)
        let pending = PendingSignUp(
            email: email.text, givenName: asked.givenName, familyName: asked.familyName, kind: asked.kind,
            passwordHash: hash)
        do {
            try await journal.update(trace: call.trace) { [self] unit in
                if try await store.owner(of: email, unit) != nil {
                    send(.alreadyRegistered, to: email, at: call.now, unit)
                } else if settings.verifiesEmail {
                    let code = OneTimeCode(purpose: .signUp, personID: nil, content: try JSON.of(pending))
                    let text = store.addCode(code, at: call.now, unit)
                    send(.verification, to: email, token: text, at: call.now, unit)
                } else {
                    try open(pending, at: call.now, unit)
                }
            }
        } catch  where isTaken(error) {
            // Somebody else asked for the same address a moment before; for the caller nothing differs.
        }
        return try .accepted(AcceptedDTO.accepted)
    }

    private func requireChallenge(_ text: String?, at now: Instant) async throws {
        guard let text, let solved = Challenge.solved(text, key: try await challengeKey.bytes(), at: now),
            try await store.use(challenge: solved.challenge, expiresAt: solved.expiresAt)
        else { throw Problem(.challengeFailed) }
    }

    private func verify(_ call: Call) async throws -> Response {
        let asked: CodeDTO = try call.decode()
        do {
            try await journal.update(trace: call.trace) { [self] unit in
                guard
                    let code = try await store.takeCode(
                        asked.token, for: [.signUp, .emailChange], at: call.now, unit)
                else { throw Problem(.codeInvalid) }
                switch code.purpose {
                case .signUp: try open(code.content.decoded(), at: call.now, unit)
                case .emailChange: try await changeEmail(code, at: call.now, unit)
                case .passwordReset: break
                }
            }
        } catch  where isTaken(error) {
            throw Problem(.codeInvalid)
        }
        return try .ok(AcceptedDTO(status: "verified"))
    }

    /// Makes the account: the address is free, or the transaction fails.
    private func open(_ pending: PendingSignUp, at now: Instant, _ unit: UnitOfWork) throws {
        guard let email = EmailAddress(pending.email) else { throw Problem(.codeInvalid) }
        let person = Person(
            id: .new(), kind: pending.kind,
            profile: Profile(givenName: pending.givenName, familyName: pending.familyName, email: email.text))
        store.add(person, email: email, passwordHash: pending.passwordHash, at: now, unit)
    }

    private func changeEmail(_ code: OneTimeCode, at now: Instant, _ unit: UnitOfWork) async throws {
        guard let id = code.personID, let email = code.content["email"]?.string else { throw Problem(.codeInvalid) }
        _ = try await store.change(id, in: unit, at: now) { person in
            var profile = person.profile
            profile.email = email
            return .changeProfile(profile)
        }
    }

    func hash(_ password: String) async throws -> String {
        do throws(PasswordHasher.Failure) { return try await hasher.hash(password) } catch { throw error.problem }
    }
}

/// Whether a write failed because the address belongs to somebody already.
func isTaken(_ error: any Error) -> Bool {
    let cause = error.postgresError
    return cause?.sqlState == .uniqueViolation && cause?.constraint == "account_email_key_key"
}

/// What somebody asked for at sign-up, kept until the address is confirmed.
struct PendingSignUp: Codable, Sendable {
    let email: String
    let givenName: String
    let familyName: String
    let kind: Person.Kind
    let passwordHash: String
}

extension Person.Kind: Codable {}
