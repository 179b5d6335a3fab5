import AccountsDomain
import Messaging
import Observability
import Primitives
import Security

/// Sets a new password by a mailed code, and ends all sign-ins with the old one (A6).
struct ResetPassword: Sendable {
    struct Command: Sendable {
        var code: String
        var password: String
    }

    let journal: Journal
    let policies: Policies
    let hasher: PasswordHasher
    let codes: CodeRepository
    let accounts: AccountRepository
    let merges: MergeRepository
    let sessions: Sessions
    let audit: AuditRepository

    /// - Throws: `PasswordPolicy.Rejection`, `PasswordHasher.Failure`, `SignUpRejection.codeInvalid`.
    func callAsFunction(_ command: Command, at now: Instant, trace: TraceContext?) async throws {
        Rule.keep(.A6)
        try policies.policy(at: now).passwordPolicy.check(command.password, of: nil)
        let hash = try await hasher.hash(command.password)
        try await journal.update(trace: trace) { unit in
            guard let owner = try await codes.redeem(command.code, for: [.passwordReset], at: now, in: unit)?.personID
            else { throw SignUpRejection.codeInvalid }
            accounts.setPassword(hash, of: owner, in: unit)
            try await sessions.endAll(of: try await merges.survivor(of: owner, in: unit), at: now, in: unit)
            audit.insert(
                AuditEntry(at: now, actor: owner, action: "password.reset", subject: owner.description), in: unit)
        }
    }
}
