import FoundationEssentials
import Messaging
import Primitives
import Security
import UseCases

/// Gives a program credentials of its own.
struct AddClient: Sendable {
    struct Command: Sendable {
        var name: String
        var roles: [Role]
        var by: PersonID
    }

    /// A program with its secret, which is shown only once.
    struct Result: Sendable {
        var client: OAuthClient
        var secret: String
    }

    let clients: ClientRepository
    let audit: AuditRepository

    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) -> Result {
        let secret = randomToken()
        let client = OAuthClient(
            id: .version7(), name: command.name, secretDigest: tokenDigest(secret),
            roles: Set(command.roles).map(\.rawValue).sorted())
        clients.insert(client, at: now, in: unit)
        audit.insert(
            AuditEntry(
                at: now, actor: command.by, action: "client.added", subject: client.id.uuidString.lowercased()),
            in: unit)
        return Result(client: client, secret: secret)
    }
}
