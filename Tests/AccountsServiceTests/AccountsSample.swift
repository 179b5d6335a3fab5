import Configuration
import Contracts
import DomainClock
import Foundation
import HTTP
import JSONSchema
import JSONTree
import Messaging
import Observability
import Postgres
import Primitives
import ServiceKit
import Synchronization
import TestSupport
import Web

@testable import AccountsService

/// The whole service on a database of its own, without Kafka, with a clock that stands still until it is moved.
final class AccountsSample: Sendable {
    let service: Service
    let clock: DomainClock
    let mailFolder: String

    static let adminEmail = "admin@example.org"
    static let adminPassword = "correct horse battery"

    /// - Parameter topics: the prefix of topics that are there on the fixture's broker; nil is without Kafka.
    static func start(_ settings: [String: String] = [:], topics: String? = nil) async throws -> AccountsSample {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-mail-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let passwordFile = folder + "/admin-password"
        try Data(adminPassword.utf8).write(to: URL(filePath: passwordFile))
        var environment = [
            "ACCOUNTS_HTTP_PORT": "0", "MUSTER_RATE_LIMITS": "off", "MAIL_SPOOL": folder + "/spool",
            "ACCOUNTS_BOOTSTRAP_ADMIN_EMAIL": adminEmail,
            "ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD_FILE": passwordFile,
        ]
        if topics != nil { environment["KAFKA_BOOTSTRAP_SERVERS"] = try await KafkaFixture.bootstrap() }
        environment.merge(settings) { $1 }
        let definition = ServiceDefinition.accounts
        let configuration = try ConfigurationReader(.accounts, keys: definition.allKeys, environment: environment)
            .read()
        var options = Service.Options()
        options.database = try await PostgresFixture.database(
            schema: "accounts", migrations: definition.allMigrations)
        let clock = DomainClock.standing(at: Instant("2026-03-01T18:00:00Z")!)
        options.clock = clock
        options.usesKafka = topics != nil
        options.topicPrefix = topics ?? ""
        let service = try await Service.start(
            definition, configuration, log: Log(output: Log.Output { _ in }), options: options)
        return AccountsSample(service: service, clock: clock, mailFolder: folder + "/spool")
    }

    private init(service: Service, clock: DomainClock, mailFolder: String) {
        self.service = service
        self.clock = clock
        self.mailFolder = mailFolder
    }

    func stop() async {
        await service.stop(within: .seconds(2))
        try? FileManager.default.removeItem(
            atPath: URL(filePath: mailFolder).deletingLastPathComponent().path)
    }

    /// A service for one test; stopped after it.
    @discardableResult
    static func with<R>(
        _ settings: [String: String] = [:], topics: String? = nil, _ body: (AccountsSample) async throws -> R
    ) async throws -> R {
        let sample = try await start(settings, topics: topics)
        do {
            let result = try await body(sample)
            await sample.stop()
            return result
        } catch {
            await sample.stop()
            throw error
        }
    }

    var database: PostgresClient { service.context.database }

    func send(
        _ method: HTTPMethod, _ target: String, as token: String? = nil, _ json: JSON? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        var headers = headers
        if json != nil { headers.add("Content-Type", "application/json") }
        return try await send(method, target, as: token, body: json?.serialised() ?? [], headers: headers)
    }

    func send(
        _ method: HTTPMethod, _ target: String, as token: String? = nil, body: [UInt8], headers: HTTPHeaders
    ) async throws -> Reply {
        var headers = headers
        if let token { headers.add("Authorization", "Bearer \(token)") }
        return Reply(
            await service.application.handle(try HTTPRequest(method, target, headers: headers, body: body)))
    }

    func form(_ target: String, _ fields: [(String, String)], headers: HTTPHeaders = [:]) async throws -> Reply {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let text = fields.map { name, value in
            name + "=" + (value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")
        }.joined(separator: "&")
        var headers = headers
        headers.add("Content-Type", "application/x-www-form-urlencoded")
        return try await send(.post, target, body: Array(text.utf8), headers: headers)
    }

    func signIn(_ email: String, _ password: String) async throws -> Reply {
        try await form(
            "/oauth/token", [("grant_type", "password"), ("username", email), ("password", password)])
    }
}

extension Reply {
    func string(_ name: String) -> String { json.text(name) }
}
