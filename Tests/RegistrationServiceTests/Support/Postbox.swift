import Configuration
import Foundation
import Postgres
import ServiceKit
import TestSupport

/// The mails of a fixture as they come out of the spool.
///
/// With `MUSTER_TEST_MAIL_FOLDER` the files stay there, to be looked at.
final class Postbox {
    struct Letter: Equatable, CustomStringConvertible {
        var to: String
        var subject: String
        var text: String

        var description: String { "\(to): \(subject)\n\(text)" }
    }

    private let fixture: RegistrationFixture
    private let folder: String
    private var seen: Set<String> = []

    init(_ fixture: RegistrationFixture) {
        self.fixture = fixture
        folder = fixture.context.configuration.string("MAIL_SPOOL")
    }

    deinit {
        if !ServiceFixture.keepsMail { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// What is sent now and was not before, by recipient and subject.
    func collect() async throws -> [Letter] {
        try await fixture.database.execute("UPDATE mail_outbox SET due_at = now() WHERE status = 'waiting'")
        try await fixture.run("mail")
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
        try await fixture.database.query(
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
