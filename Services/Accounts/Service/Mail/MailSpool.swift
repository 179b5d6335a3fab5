import FoundationEssentials
import Postgres
import Primitives

/// Takes written mails to a folder, one file each (RFC 5322), from where a mail system picks them up.
///
/// A file gets its name once it is whole, and its row goes in the same transaction: a crash between the two writes the
/// same file again, never half of one and never none.
struct MailSpool: Sendable {
    let folder: String
    let sender: String
    let database: PostgresClient

    /// Writes what waits; how many.
    func run() async throws -> Int {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return try await database.transaction(.default, deadline: nil) { sql in
            let rows = try await sql.query(
                """
                SELECT id, recipient, subject, body, written_at FROM mail
                ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED
                """)
            var ids: [UUID] = []
            for row in rows {
                let (id, recipient, subject, body, at) = try row.decode((UUID, String, String, String, Instant).self)
                let mail = MailMessage(
                    id: id, sender: sender, recipient: recipient, subject: subject, body: body, date: at)
                let path = "\(folder)/\(id.uuidString.lowercased()).eml"
                try Data(mail.text.utf8).write(to: URL(filePath: path), options: .atomic)
                ids.append(id)
            }
            if !ids.isEmpty { try await sql.execute("DELETE FROM mail WHERE id = ANY (\(ids))") }
            return ids.count
        }
    }
}
