import Contracts
import Foundation
import HTTP
import JSONTree
import Primitives
import ServiceKit
import TestSupport

@testable import AccountsService

/// The accounts service with an administrator and its clock at 1 March 2026 until a test moves it.
final class AccountsFixture: FixtureLayer {
    let base: ServiceFixture
    private let folder: String

    static let adminEmail = "admin@example.org"
    static let adminPassword = "correct horse battery"

    /// - Parameter topics: the prefix of topics on the tests' broker; with it the service runs, and is to be stopped.
    init(_ settings: [String: String] = [:], topics: String? = nil) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "muster-accounts-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let passwordFile = folder + "/admin-password"
        try Data(Self.adminPassword.utf8).write(to: URL(filePath: passwordFile))
        let own = [
            "MAIL_SPOOL": folder + "/spool", "MAIL_RATE": "1000", "ACCOUNTS_BOOTSTRAP_ADMIN_EMAIL": Self.adminEmail,
            "ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD_FILE": passwordFile,
        ].merging(settings) { $1 }
        let time = try instant("2026-03-01T18:00:00Z")
        if let topics {
            base = try await ServiceFixture.start(
                .accounts, settings: own, at: time, kafka: try await KafkaFixture.bootstrap(), topicPrefix: topics)
        } else {
            base = try await ServiceFixture.make(.accounts, at: time, settings: own)
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    func form(_ target: String, _ fields: [(String, String)], headers: HTTPHeaders = [:]) async throws -> Reply {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let text = fields.map { name, value in
            name + "=" + (value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")
        }.joined(separator: "&")
        return try await send(.post, target, text: text, type: "application/x-www-form-urlencoded", headers: headers)
    }

    func signIn(_ email: String, _ password: String) async throws -> Reply {
        try await form(
            "/oauth/token", [("grant_type", "password"), ("username", email), ("password", password)])
    }

    /// The mails so far, oldest first, after those that are due were written to the spool.
    func mails() async throws -> [String] {
        try await run("mail")
        let spool = folder + "/spool"
        try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
        return try FileManager.default.contentsOfDirectory(atPath: spool).sorted().map {
            try String(contentsOfFile: spool + "/" + $0, encoding: .utf8)
        }
    }
}
