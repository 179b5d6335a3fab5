import Contracts
import Foundation
import JSONSchema
import JSONTree
import Messaging
import Observability
import Postgres
import Primitives
import ServiceKit
import TestSupport

@testable import Mail

/// An outbox in its own database, with a mail server or a spool folder.
final class MailFixture: Sendable {
    let database: PostgresClient
    let listener: SMTPListener
    let metrics = MetricsRegistry()
    private let url: String
    private let journal: Journal
    private let timeout: Duration
    private let spool: String?

    static let definition = ServiceDefinition(
        name: .accounts, defaultPort: 8081, migrations: MailOutbox.migrations, commands: MailCommand.all
    ) { _ in ServiceParts() }

    init(timeout: Duration = .seconds(20), spools: Bool = false) async throws {
        let configuration = try await PostgresFixture.database(
            schema: "accounts", migrations: Self.definition.allMigrations)
        database = PostgresClient(configuration)
        listener = try SMTPListener()
        journal = Journal(service: .accounts, database: database)
        self.timeout = timeout
        spool = spools ? FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)").path : nil
        let server = try await PostgresFixture.server()
        let address = "host=\(server?.folder ?? "") port=\(server?.port ?? 0)"
        url = "\(address) user=postgres dbname=\(configuration.database ?? "")"
    }

    deinit {
        listener.close()
        if let spool { try? FileManager.default.removeItem(atPath: spool) }
    }

    func write(
        kind: String = "note", about: UUID = .version7(), occasion: String = "", content: [String: JSON] = ["code": "1"]
    ) async throws {
        try await journal.update { unit in
            MailOutbox().write(
                [
                    NewMail(
                        kind, about: about, occasion: occasion,
                        to: .mailbox(Mailbox(name: "Zoë", address: "z@example.org")),
                        content: content)
                ], at: .now, in: unit)
        }
    }

    static func composition(_ row: MailRow) -> MailComposition {
        .send(
            to: row.mailbox ?? Mailbox(address: "a@example.org"), fields: ["code": row.content["code"]?.string ?? ""])
    }

    /// Returns a replica's sender.
    func sender(
        pace: Duration = .zero, compose: @escaping MailSender.Compose = { row, _ in composition(row) }
    ) throws -> MailSender {
        let kinds = ["note", "wait", "broken", "refused"].map { MailKind($0, required: ["code"]) }
        let shipped = Dictionary(
            uniqueKeysWithValues: kinds.map { ($0.name, Array("Subject: Hello\n\n{{code}}".utf8)) })
        let transport: any MailTransport =
            spool.map { MailSpool(folder: $0) }
            ?? SMTPTransport(
                SMTPServer(
                    host: "127.0.0.1", port: listener.port, encryption: .off, localName: "example.org", timeout: timeout
                ))
        return MailSender(
            database: database, templates: try MailTemplates(kinds, shipped: shipped),
            from: Mailbox(address: "noreply@example.org"), transport: transport, pace: pace,
            now: { .now }, log: .silent, metrics: metrics, compose: compose)
    }

    func statuses() async throws -> [String: Int] {
        try await database.query("SELECT status, count(*) FROM mail_outbox GROUP BY 1").reduce(into: [:]) { all, row in
            let (status, count) = try row.decode((String, Int).self)
            all[status] = count
        }
    }

    /// Expires the senders' claims.
    func endClaims() async throws {
        try await database.execute("UPDATE mail_outbox SET claimed_until = now() - interval '1 second'")
    }

    func allDue() async throws {
        try await database.execute("UPDATE mail_outbox SET due_at = now() WHERE status = 'waiting'")
    }

    func spooled() throws -> [String] {
        guard let spool else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: spool)
    }

    func command(_ words: [String], _ texts: Texts) async -> Int32 {
        await ServiceMain.execute(
            Self.definition, arguments: words, environment: ["DATABASE_URL": url], console: texts.console)
    }

    static func messageID(_ message: String) -> String? {
        message.components(separatedBy: "\r\n").first { $0.hasPrefix("Message-ID: ") }
    }
}
