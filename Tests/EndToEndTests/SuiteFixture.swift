import Configuration
import Contracts
import Foundation
import Kafka
import Postgres
import TestSupport

/// The four executables as processes, on one PostgreSQL and one broker, as `make run` starts them.
///
/// The broker is a real Apache Kafka where there is one, else the embedded development broker. Everything ends with the
/// test process.
final class SuiteFixture: @unchecked Sendable {  // used by one test at a time
    static let services = ServiceName.allCases

    let database: PostgresClient
    private(set) var bootstrap: String
    private let programs: URL
    private let folder: URL
    private var environment: [String: String]
    private var cluster: KafkaCluster?
    private var broker: LeashedProcess?
    private var processes: [Replica: LeashedProcess] = [:]
    private let ports: [Replica: UInt16]

    /// One process of a service; all of one service share its database.
    struct Replica: Hashable {
        let service: ServiceName
        var number = 1

        init(_ service: ServiceName, _ number: Int = 1) {
            (self.service, self.number) = (service, number)
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts everything and waits until all are ready.
    ///
    /// - Parameters:
    ///   - replicas: how many processes of a service; one where nothing is said.
    ///   - onEmbeddedBroker: also where there is a real Kafka.
    static func start(
        replicas: [ServiceName: Int] = [:], onEmbeddedBroker: Bool = false
    ) async throws -> SuiteFixture {
        let suite = try await SuiteFixture(replicas, onRealKafka: KafkaFixture.isReal && !onEmbeddedBroker)
        try await suite.startBroker()
        for service in services { try suite.run(service, ["migrate"]) }
        try suite.makeTopics()
        for replica in suite.ports.keys { try suite.launch(replica) }
        for replica in suite.ports.keys { try await suite.untilReady(replica) }
        return suite
    }

    private init(_ replicas: [ServiceName: Int], onRealKafka: Bool) async throws {
        let configuration = try await PostgresFixture.database()
        database = PostgresClient(configuration)
        guard let server = try await PostgresFixture.server() else {
            throw Failure(description: "the suite needs a PostgreSQL of the test's own")
        }
        programs =
            Bundle.main.bundleURL.pathExtension == "xctest"
            ? Bundle.main.bundleURL.deletingLastPathComponent() : Bundle.main.executableURL!.deletingLastPathComponent()
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("suite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try "correct horse battery".write(
            to: folder.appendingPathComponent("admin-password"), atomically: true, encoding: .utf8)
        try "webhook-secret-of-this-test-run-only".write(
            to: folder.appendingPathComponent("payment-webhook"), atomically: true, encoding: .utf8)
        let all = Self.services.flatMap { service in
            (1...replicas[service, default: 1]).map { Replica(service, $0) }
        }
        let free = try freePorts(all.count + 1)
        ports = Dictionary(uniqueKeysWithValues: zip(all, free))
        cluster = onRealKafka ? try await KafkaCluster.start() : nil
        bootstrap = cluster?.bootstrapServers ?? "127.0.0.1:\(free[all.count])"
        let environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "MUSTER_ENVIRONMENT": "development", "MUSTER_RATE_LIMITS": "off", "MUSTER_LOG_LEVEL": "warning",
            "DATABASE_URL":
                "host=\(server.folder) port=\(server.port) user=postgres dbname=\(configuration.database ?? "")",
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
            "ACCOUNTS_EMAIL_VERIFICATION": "off", "ACCOUNTS_CHALLENGE": "off",
            "ACCOUNTS_BOOTSTRAP_ADMIN_EMAIL": "admin@muster.example",
            "ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD_FILE": folder.appendingPathComponent("admin-password").path,
            "MAIL_SPOOL": folder.appendingPathComponent("mail").path,
            "REGISTRATION_PAYMENT_WEBHOOK_SECRET_FILE": folder.appendingPathComponent("payment-webhook").path,
        ]
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("mail"), withIntermediateDirectories: true)
        self.environment = environment
    }

    func stop() async {
        for replica in ports.keys { kill(replica) }
        broker?.kill()
        cluster?.stop()
        await database.close()
        try? FileManager.default.removeItem(at: folder)
    }

    func launch(_ service: ServiceName) throws { try launch(Replica(service)) }

    func launch(_ replica: Replica) throws {
        let name = replica.service.rawValue
        let log = folder.appendingPathComponent("\(name)-\(UUID().uuidString.prefix(4)).log")
        let own = [
            "MUSTER_INSTANCE_ID=\(name)-\(replica.number)",
            "\(replica.service.environmentPrefix)HTTP_PORT=\(ports[replica] ?? 0)",
        ]
        // Started again when it dies by itself, as compose and `make run` do; killed together with its supervisor.
        processes[replica] = try LeashedProcess(
            ["bash", "-c", #"until setpriv --pdeathsig KILL "$@"; do sleep 1; done"#, "supervisor"]
                + command(name, ["serve"], own), log: log)
    }

    /// As `kill -9`.
    func kill(_ service: ServiceName) { kill(Replica(service)) }

    func kill(_ replica: Replica) {
        processes.removeValue(forKey: replica)?.kill()
    }

    /// Where a replica answers: `http://127.0.0.1:<port>`.
    func url(_ replica: Replica) -> String { "http://127.0.0.1:\(ports[replica] ?? 0)" }

    func untilReady(_ service: ServiceName) async throws { try await untilReady(Replica(service)) }

    func untilReady(_ replica: Replica) async throws {
        for _ in 0..<600 {
            if try shell(["curl", "-fsS", "-o", "/dev/null", url(replica) + "/readyz"]).status == 0 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Failure(description: "\(replica.service.rawValue) did not become ready:\n\(logs(of: replica.service))")
    }

    /// Plays `make demo` against the suite; its every step checks the answers.
    func playJourney(run: String) throws -> String {
        var own = [
            "DEMO_RUN": run, "STATE": folder.path,
            "ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD_FILE": folder.appendingPathComponent("admin-password").path,
            "REGISTRATION_PAYMENT_WEBHOOK_SECRET_FILE": folder.appendingPathComponent("payment-webhook").path,
        ]
        for service in Self.services { own["\(service.environmentPrefix)URL"] = url(Replica(service)) }
        let result = try shell(["bash", Self.repository.appendingPathComponent("Deploy/local/demo.sh").path], own)
        guard result.status == 0 else {
            throw Failure(description: result.output + Self.services.map(logs).joined())
        }
        return result.output
    }

    /// Deletes every topic and makes it anew, empty; with the embedded broker, kills it with -9 and starts it empty.
    func wipeBroker() async throws {
        if cluster == nil {
            broker?.kill()
            try await startBroker()
        } else {
            let admin = try KafkaAdmin(KafkaConfiguration(bootstrapServers: bootstrap, clientID: "wipe"))
            let names = try await admin.describeTopics().map(\.name).filter { $0.hasPrefix("muster.") }
            try await TopicTool(KafkaConfiguration(bootstrapServers: bootstrap)).delete(names)
            for _ in 0..<100 {
                let left = try await admin.describeTopics().map(\.name).filter { $0.hasPrefix("muster.") }
                if left.isEmpty { break }
                try await Task.sleep(for: .milliseconds(100))
            }
            await admin.close()
            // A broker may still be busy with the deletion: the command is then run again, as an operator would.
            for attempt in 1...20 {
                do { return try makeTopics() } catch  where attempt < 20 {
                    try await Task.sleep(for: .milliseconds(500))
                }
            }
        }
    }

    /// Ends the services and the embedded broker with all that it held, and starts the services on a real, empty Kafka.
    func moveToKafka() async throws {
        for replica in ports.keys { kill(replica) }
        broker?.kill()
        broker = nil
        let started = try await KafkaCluster.start()
        cluster = started
        bootstrap = started.bootstrapServers
        environment["KAFKA_BOOTSTRAP_SERVERS"] = bootstrap
        try makeTopics()
        for replica in ports.keys { try launch(replica) }
        for replica in ports.keys { try await untilReady(replica) }
    }

    private func startBroker() async throws {
        guard cluster == nil else { return }
        let topics = try Self.services.map { try run($0, ["topics", "--list"]) }.joined()
            .split(separator: "\n").map(String.init)
        let port = String(bootstrap.split(separator: ":")[1])
        broker = try LeashedProcess(
            command("development-broker", ["--port", port, "--topics", Set(topics).sorted().joined(separator: ",")]),
            log: folder.appendingPathComponent("broker.log"))
        for _ in 0..<100 {
            if try shell(["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/\(port)"]).status == 0 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Failure(description: "the development broker did not start")
    }

    private func makeTopics() throws {
        guard cluster != nil else { return }
        for service in Self.services { try run(service, ["topics"]) }
    }

    @discardableResult
    func run(_ service: ServiceName, _ arguments: [String]) throws -> String {
        let result = try shell(command(service.rawValue, arguments))
        guard result.status == 0 else { throw Failure(description: result.output) }
        return result.output
    }

    private func command(_ program: String, _ arguments: [String], _ own: [String] = []) -> [String] {
        ["env", "-i"] + environment.map { "\($0)=\($1)" } + own + [programs.appendingPathComponent(program).path]
            + arguments
    }

    func shell(_ command: [String], _ own: [String: String] = [:]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    private func logs(of service: ServiceName) -> String {
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.lastPathComponent.hasPrefix("\(service.rawValue)-") }.map { file in
            "== \(service.rawValue)\n" + ((try? String(contentsOf: file, encoding: .utf8)) ?? "").suffix(1500)
        }.joined(separator: "\n")
    }

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
