import Contracts
import Foundation
import Mail
import Postgres
import Primitives
import TestSupport
import Testing

/// A service that is killed with SIGKILL while it sends mail.
@Suite(.timeLimit(.minutes(3)))
struct KillTests {
    /// The accounts service as a process, with one message in its outbox.
    private final class Killed {
        let database: PostgresClient
        let listener: SMTPListener
        private let environment: [String: String]
        private let log = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString).log")

        init() async throws {
            let configuration = try await PostgresFixture.database()
            let server = try #require(try await PostgresFixture.server())
            listener = try SMTPListener()
            let url = "host=\(server.folder) port=\(server.port) user=postgres dbname=\(configuration.database ?? "")"
            environment = [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "DATABASE_URL": url,
                "ACCOUNTS_HTTP_PORT": "0", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
                "SMTP_SERVER": "127.0.0.1:\(listener.port)", "SMTP_TLS": "off", "MAIL_SENDER": "noreply@example.org",
            ]
            var own = configuration
            own.schema = "accounts"
            database = PostgresClient(own)
        }

        deinit {
            listener.close()
            try? FileManager.default.removeItem(at: log)
        }

        func start() throws -> LeashedProcess {
            let place =
                Bundle.main.bundleURL.pathExtension == "xctest"
                ? Bundle.main.bundleURL : try #require(Bundle.main.executableURL)
            let program = place.deletingLastPathComponent().appending(path: "accounts")
            let words = ["/usr/bin/env", "-i"] + environment.map { "\($0.key)=\($0.value)" } + [program.path, "serve"]
            return try LeashedProcess(words, log: log)
        }

        func write() async throws {
            let id = UUID.version7()
            #expect(
                await eventually {
                    let done = try? await database.execute(
                        """
                        INSERT INTO mail_outbox (id, kind, about, occasion, address, content, written_at)
                        VALUES (\(id), 'recovery', \(id), '', 'a@example.org', '{}', now())
                        """)
                    return done == 1
                })
        }

        func status() async throws -> String {
            try await database.query("SELECT status FROM mail_outbox")[0].value(at: 0)
        }

        /// Expires the killed sender's claim, as happens some time later.
        func endClaim() async throws {
            try await database.execute(
                "UPDATE mail_outbox SET claimed_until = now() WHERE status IN ('claimed', 'handedOver')")
        }
    }

    @Test func `after a kill before the handover, the next sender sends the message once`() async throws {
        let killed = try await Killed()
        killed.listener.on(.data, .silence)
        let first = try killed.start()
        try await killed.write()
        #expect(await eventually { killed.listener.count(.data) == 1 })
        first.kill()
        #expect(try await killed.status() == "claimed")
        try await killed.endClaim()
        let second = try killed.start()
        #expect(try await eventually { try await killed.status() == "sent" })
        second.kill()
        #expect(killed.listener.received.count == 1)
        #expect(killed.listener.accepted.count == 1)
    }

    @Test func `after a kill between the last line and the reply, the message is uncertain and not sent again`()
        async throws
    {
        let killed = try await Killed()
        killed.listener.on(.end, .silence)
        let first = try killed.start()
        try await killed.write()
        #expect(await eventually { killed.listener.received.count == 1 })
        first.kill()
        #expect(try await killed.status() == "handedOver")
        try await killed.endClaim()
        let second = try killed.start()
        #expect(try await eventually { try await killed.status() == "uncertain" })
        // Other due messages are sent.
        try await killed.write()
        #expect(await eventually { killed.listener.accepted.count == 1 })
        second.kill()
        #expect(killed.listener.received.count == 2)
        #expect(try await killed.database.query("SELECT 1 FROM mail_outbox WHERE status = 'uncertain'").count == 1)
    }
}
