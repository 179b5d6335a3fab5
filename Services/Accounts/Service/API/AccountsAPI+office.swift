import FoundationEssentials
import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import Security
import UseCases
import Web

/// The audit, and programs with credentials of their own.
extension AccountsAPI {
    var officeEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/audit", "Who did what, newest first", access: .staff,
                query: .paging + [.query("subject", .string(maxLength: 100), "The id that it was done to.")],
                answers: [.page(of: AuditDTO.schema)], handler: listAudit),
            Endpoint(
                .post, "/v1/clients", "Give a program credentials",
                description: "The secret is shown this once. Tokens by `client_credentials`.", access: .admin,
                body: .json(NewClientDTO.schema), answers: [.created(ClientDTO.schema)], handler: addClient),
        ]
    }

    private func listAudit(_ call: Call) async throws -> Response {
        let limit = try call.limit()
        let found = try await store.auditEntries(
            subject: try call.query("subject"), before: try call.cursor()?.values(Int.self), limit: limit)
        return try .ok(Page(found, limit: limit, item: AuditDTO.init) { Cursor($0.id) })
    }

    private func addClient(_ call: Call) async throws -> Response {
        let admin = try call.signedIn().personID
        let asked: NewClientDTO = try call.decode()
        let secret = randomToken()
        let client = OAuthClient(
            id: .version7(), name: asked.name, secretDigest: store.digest(secret),
            roles: Set(asked.roles).map(\.rawValue).sorted())
        let id = client.id.uuidString.lowercased()
        try await journal.update(trace: call.trace) { [self] unit in
            store.add(client, at: call.now, unit)
            store.audit(AuditEntry(at: call.now, actor: admin, action: "client.added", subject: id), unit)
        }
        return try .created(
            ClientDTO(id: id, name: client.name, roles: client.roles, clientSecret: secret),
            location: "/v1/clients/\(id)")
    }
}

struct AuditDTO: Encodable, Sendable {
    let id: Int
    let at: Instant
    @Nullable var actor: PersonID?
    let action: String
    @Nullable var subject: String?
    @Nullable var reason: String?
    let details: JSON

    static let schema = Schema.object(
        .required("id", .integer(min: 1)), .required("at", .dateTime), .nullable("actor", .uuid),
        .required("action", .string()), .nullable("subject", .string()),
        .nullable("reason", .string(maxLength: 4000)), .required("details", .any))

    init(_ entry: AuditEntry) {
        id = entry.id
        at = entry.at
        actor = entry.actor
        action = entry.action
        subject = entry.subject
        reason = entry.reason
        details = entry.details
    }
}

struct NewClientDTO: Decodable, Sendable {
    let name: String
    let roles: [Role]

    static let schema = Schema.object(
        .required("name", .name), .required("roles", .array(.string(enum: Role.self), max: 20)))
}

struct ClientDTO: Encodable, Sendable {
    let id: String
    let name: String
    let roles: [String]
    let clientSecret: String

    static let schema = Schema.object(
        .required("id", .uuid), .required("name", .string()), .required("roles", .array(.string())),
        .required("clientSecret", .string()))
}
