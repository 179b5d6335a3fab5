import AccountsDomain
import FoundationEssentials
import Messaging
import Observability
import Primitives
import Security

/// The reason why a request for tokens is refused.
enum SignInRejection: Error, Hashable {
    /// The password or the refresh token is not valid.
    case grant
    /// The credentials of the program are not valid.
    case client
    case tooManyFailures(retryAfterSeconds: Int)
}

/// Signs a person in by e-mail address and password (A2).
struct SignInPerson: Sendable {
    struct Command: Sendable {
        var email: String
        var password: String
    }

    let journal: Journal
    let hasher: PasswordHasher
    let keys: SigningKeys
    let accounts: AccountRepository
    let failures: FailedSignInRepository
    let sessions: Sessions
    let limitsRates: Bool
    let throttle = LoginThrottle()

    /// - Throws: `SignInRejection`, the same for an unknown address and a wrong password; `PasswordHasher.Failure`.
    func callAsFunction(_ command: Command, at now: Instant, trace: TraceContext?) async throws -> SignInTokens {
        Rule.keep(.A2)
        // An invalid address takes as long as an unknown one.
        guard let email = EmailAddress(command.email) else {
            _ = try await matches(command.password, nil)
            throw SignInRejection.grant
        }
        if limitsRates {
            let wait = try await failures.delay(of: email)
            guard wait == 0 else { throw SignInRejection.tooManyFailures(retryAfterSeconds: wait) }
        }
        let found = try await accounts.login(email)
        guard try await matches(command.password, found?.passwordHash), let login = found else {
            if limitsRates { try await countFailure(of: email) }
            throw SignInRejection.grant
        }
        try await failures.clear(email)
        if let hash = login.passwordHash, hasher.needsRehash(hash) {
            try await accounts.replaceHash(try await hasher.hash(command.password), of: email)
        }
        let key = try await keys.signing(at: now)
        return try await journal.update(trace: trace) { unit in
            sessions.issue(for: login, family: .version7(), key: key, at: now, in: unit)
        }
    }

    private func countFailure(of email: EmailAddress) async throws {
        let delay = throttle.delay(afterFailures: try await failures.count(email))
        if delay > 0 { try await failures.block(email, seconds: delay) }
    }

    /// Verifies a password; without a hash it takes as long and fails.
    private func matches(_ password: String, _ hash: String?) async throws -> Bool {
        do {
            return try await hasher.verify(password, against: hash)
        } catch PasswordHasher.Failure.tooLong {
            throw SignInRejection.grant
        }
    }
}
