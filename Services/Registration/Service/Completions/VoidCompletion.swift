import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Voids a completion that was recorded in error (F1).
struct VoidCompletion: Sendable {
    struct Command: Sendable {
        var completion: CompletionID
        var match: VersionMatch
        var reason: String
        var by: PersonID
    }

    let completions: CompletionRepository

    /// - Throws: `NotFound`, `VersionMismatch`, `AlreadyVoided`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Completion {
        Rule.keep(.F1)
        guard var completion = try await completions.lock(command.completion, in: unit) else { throw NotFound() }
        try command.match.require(completion.version)
        try completion.void(because: command.reason, by: command.by, at: now)
        completion = completions.save(completion, in: unit)
        unit.publish(.completionVoided, completion, at: now)
        return completion
    }
}
