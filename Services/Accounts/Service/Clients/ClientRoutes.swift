import FoundationEssentials
import JSONSchema
import Messaging
import Primitives
import UseCases
import Web

/// Programs with credentials of their own.
struct ClientRoutes: Sendable {
    let journal: Journal
    let add: AddClient

    init(_ parts: AccountsParts) {
        journal = parts.journal
        add = AddClient(
            clients: ClientRepository(database: parts.database), audit: AuditRepository(database: parts.database))
    }

    var addition: Operation {
        Operation(
            "Give a program credentials",
            description: "The secret is shown only in this answer. Tokens are issued for `client_credentials`.",
            access: .admin, body: .json(NewClientDTO.self), answers: [.created(ClientDTO.self)]
        ) { call in
            let admin = try call.signedIn().personID
            let new: NewClientDTO = try call.decode()
            let command = AddClient.Command(name: new.name, roles: new.roles, by: admin)
            let result = try await journal.update(trace: call.trace) { unit in add(command, at: call.now, in: unit) }
            let dto = ClientDTO(result)
            return try .created(dto, location: "/v1/clients/\(dto.id)")
        }
    }
}

/// A program that an administrator adds.
struct NewClientDTO: WireType {
    var name: String
    var roles: [Role]

    static let constraints = Constraints([CodingKeys.name: .name, .roles: .array(.derived, max: 20)])
}

/// A program with its secret.
struct ClientDTO: WireType {
    var id: String
    var name: String
    var roles: [String]
    var clientSecret: String

    static let constraints = Constraints([CodingKeys.id: .uuid])

    init(_ result: AddClient.Result) {
        id = result.client.id.uuidString.lowercased()
        name = result.client.name
        roles = result.client.roles
        clientSecret = result.secret
    }
}
