import JSONSchema
import JSONTree
import Primitives
import Web

/// The audit.
struct AuditRoutes: Sendable {
    let audit: AuditRepository

    init(_ parts: AccountsParts) {
        audit = AuditRepository(database: parts.database)
    }

    var list: Operation {
        Operation(
            "List the audit, newest entry first", access: .staff,
            query: .paging + [.query("subject", .string(maxLength: 100), "The id of the entry's subject.")],
            answers: [.page(of: AuditDTO.self)]
        ) { call in
            let limit = try call.limit()
            let entries = try await audit.list(
                of: try call.query("subject"), before: try call.cursor()?.values(Int.self), limit: limit)
            return try .ok(Page(entries, limit: limit, item: AuditDTO.init, cursor: { Cursor($0.id) }))
        }
    }
}

/// An entry of the audit.
struct AuditDTO: WireType {
    var id: Int
    var at: Instant
    @Nullable var actor: PersonID?
    var action: String
    @Nullable var subject: String?
    @Nullable var reason: String?
    var details: JSON

    static let constraints = Constraints([CodingKeys.id: .integer(min: 1), .reason: .text])

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
