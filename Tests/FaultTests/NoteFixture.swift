import Configuration
import Contracts
import Foundation
import Kafka
import Messaging
import NoteService
import Postgres
import ServiceKit
import TestSupport

/// The two note services as processes with their own databases and topics, to be killed and restarted.
final class NoteFixture: Sendable {
    enum Role: String, CaseIterable {
        case publisher
        case reader

        var definition: ServiceDefinition { self == .publisher ? .notePublisher : .noteReader }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let publisher: PostgresClient
    let reader: PostgresClient
    let kafka: KafkaConfiguration
    let prefix: String
    private let environments: [Role: [String: String]]
    private let folder: URL

    /// Creates the topics on an existing broker.
    static func make(on kafka: KafkaConfiguration, replication: Int16 = 1, lease: Int) async throws -> NoteFixture {
        guard let server = try await PostgresFixture.server() else {
            throw Failure(description: "requires the tests' own PostgreSQL")
        }
        let prefix = KafkaFixture.topic("notes") + "."
        let admin = try KafkaAdmin(kafka)
        _ = try await admin.createTopics(specs(prefix, replication: replication))
        await admin.close()
        var environments: [Role: [String: String]] = [:]
        var clients: [Role: PostgresClient] = [:]
        for role in Role.allCases {
            let definition = role.definition
            let database = try await PostgresFixture.database(
                schema: definition.name.schemaName, migrations: definition.allMigrations)
            clients[role] = PostgresClient(database)
            environments[role] = [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
                "DATABASE_URL":
                    "host=\(server.folder) port=\(server.port) user=postgres dbname=\(database.database ?? "")",
                "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrapServers, "MUSTER_INSTANCE_ID": "\(role.rawValue)-1",
                "MUSTER_RATE_LIMITS": "off", "MUSTER_LOG_LEVEL": "info", "NOTES_TOPIC_PREFIX": prefix,
                "NOTES_RELAY_LEASE": "\(lease)", "\(definition.name.environmentPrefix)HTTP_PORT": "0",
            ]
        }
        return try NoteFixture(clients, kafka, prefix, environments)
    }

    private init(
        _ clients: [Role: PostgresClient], _ kafka: KafkaConfiguration, _ prefix: String,
        _ environments: [Role: [String: String]]
    ) throws {
        guard let publisher = clients[.publisher], let reader = clients[.reader] else {
            throw Failure(description: "a database is missing")
        }
        (self.publisher, self.reader, self.kafka, self.prefix) = (publisher, reader, kafka, prefix)
        self.environments = environments
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("notes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Returns all topics with the same number of partitions and replicas. The keys topic exists so that no service
    /// waits for it.
    private static func specs(_ prefix: String, replication: Int16) -> [TopicSpec] {
        (Topic.all(of: .registration) + Topic.all(of: .certification) + [.keys]).map { topic in
            TopicSpec(
                name: prefix + topic.name, partitions: Int32(topic.partitions), replication: replication,
                config: replication > 2 ? ["min.insync.replicas": "2"] : [:])
        }
    }

    /// Starts a service. Its output goes to a file that `log(of:)` reads.
    func start(_ role: Role, crashAt: String? = nil) throws -> LeashedProcess {
        var environment = environments[role] ?? [:]
        environment["MUSTER_CRASH_AT"] = crashAt
        let program =
            (Bundle.main.bundleURL.pathExtension == "xctest"
            ? Bundle.main.bundleURL.deletingLastPathComponent()
            : Bundle.main.executableURL?.deletingLastPathComponent() ?? Bundle.main.bundleURL)
            .appendingPathComponent("NoteService")
        return try LeashedProcess(
            ["env", "-i"] + environment.map { "\($0)=\($1)" } + [program.path, role.rawValue], log: logFile(role))
    }

    private func logFile(_ role: Role) -> URL { folder.appendingPathComponent("\(role.rawValue).log") }

    /// Returns the output of the last process with this role.
    func log(of role: Role) -> String {
        ((try? String(contentsOf: logFile(role), encoding: .utf8)) ?? "").suffix(3000).description
    }

    /// Requests this many more notes from the publisher.
    func request(_ count: Int) async throws {
        try await publisher.execute("UPDATE requested SET upto = upto + \(count)")
    }

    /// Ends the lease of a process that has ended, so that its successor need not wait.
    func endLease(of role: Role) async throws {
        try await (role == .publisher ? publisher : reader).execute("UPDATE lease SET expires_at = '-infinity'")
    }

    /// Stores a position that no log confirms, so that the relay finds a loss and recovers.
    func invalidatePositions() async throws {
        try await publisher.execute("UPDATE relay_position SET log_offset = \(Int64.max), event_id = NULL")
    }

    func close() async {
        await publisher.close()
        await reader.close()
    }
}
