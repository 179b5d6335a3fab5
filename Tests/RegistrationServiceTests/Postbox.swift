import DomainClock
import Foundation
import Mail
import Observability
import Postgres
import Primitives
import TestSupport

@testable import RegistrationService

/// The mails of a world, as they come out of the spool.
///
/// With `MUSTER_TEST_MAIL_FOLDER` the files stay there, to be looked at.
final class Postbox {
    struct Letter: Equatable, CustomStringConvertible {
        var to: String
        var subject: String
        var text: String

        var description: String { "\(to): \(subject)\n\(text)" }
    }

    private let world: RegistrationWorld
    private let folder: String
    private let isKept: Bool
    private let sender: MailSender
    private var seen: Set<String> = []

    /// - Parameter site: of the association, where links lead; nil where there is none.
    init(_ world: RegistrationWorld, site: String? = "https://muster.example") throws {
        self.world = world
        let kept = ProcessInfo.processInfo.environment["MUSTER_TEST_MAIL_FOLDER"]
        folder = (kept ?? NSTemporaryDirectory()) + "/mails-\(UUID().uuidString)"
        isKept = kept != nil
        let clock = world.clock
        let composer = MailComposer(store: world.store, site: site, now: { clock.now })
        sender = MailSender(
            database: world.database,
            templates: try MailTemplates(RegistrationMail.kinds, shipped: RegistrationMail.shipped),
            from: Mailbox(name: "Muster", address: "noreply@muster.example"), transport: MailSpool(folder: folder),
            now: { clock.now }, log: .silent, metrics: MetricsRegistry(),
            compose: { row, sql in try await composer.compose(row, sql) })
    }

    deinit {
        if !isKept { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// What is sent now and was not before, by recipient and subject.
    func collect() async throws -> [Letter] {
        try await world.database.execute("UPDATE mail_outbox SET due_at = now() WHERE status = 'waiting'")
        try await sender.run()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let new = names.filter { seen.insert($0).inserted }
        return try new.map { try letter(String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
            .sorted { ($0.to, $0.subject) < ($1.to, $1.subject) }
    }

    func subjects() async throws -> [String] {
        try await collect().map { "\($0.to): \($0.subject)" }
    }

    /// Why messages were not sent, by kind.
    func dropped() async throws -> [String] {
        try await world.database.query(
            "SELECT kind || ': ' || detail FROM mail_outbox WHERE status = 'dropped' ORDER BY kind, detail"
        ).map { try $0.value(at: 0) }
    }

    private func letter(_ message: String) throws -> Letter {
        func header(_ name: String) -> String {
            let line = message.components(separatedBy: "\r\n").first { $0.hasPrefix(name + ": ") } ?? ""
            return String(line.dropFirst(name.count + 2))
        }
        let to = header("To")
        let address = to.split(separator: "<").last.map { String($0.prefix { $0 != ">" }) } ?? to
        let plain = message.components(separatedBy: "text/plain")[1].components(separatedBy: "--=_")[0]
        let body = plain.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\n\n")
        return Letter(to: address, subject: header("Subject"), text: decoded(body))
    }

    /// Quoted-printable.
    private func decoded(_ text: String) -> String {
        let bytes = Array(text.replacing("=\r\n", with: "").replacing("\r\n", with: "\n").utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "="), index + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                result.append(byte)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension RegistrationWorld {
    /// Somebody whose profile has come, by the name before the `@`.
    func member(_ name: String) async throws -> Caller {
        let caller = Caller()
        try await know(caller.person, email: "\(name)@example.org")
        return caller
    }
}
