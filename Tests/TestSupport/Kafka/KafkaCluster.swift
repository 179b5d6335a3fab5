import Executors
import Foundation
import Glibc
import Kafka

/// A real Apache Kafka (KRaft, broker and controller in one) for the test process, from the jars in `KAFKA_HOME/libs`.
///
/// Everything is on loopback, on free ports, in a temporary folder; it ends with the test process and removes its
/// folder. With three nodes: replication factor 3, `min.insync.replicas` 2.
package final class KafkaCluster: Sendable {
    package let bootstrapServers: String
    private let folder: URL
    private let home: String
    private let nodes: Monitor<[Int: LeashedProcess]>
    private let count: Int
    /// Removes the folder after everything else.
    private let janitor: LeashedProcess

    /// The folder with Apache Kafka's `libs`, if the environment names one.
    package static let home: String? = {
        guard let home = ProcessInfo.processInfo.environment["KAFKA_HOME"],
            FileManager.default.fileExists(atPath: home + "/libs")
        else { return nil }
        return home
    }()

    /// Starts the nodes and waits until each serves.
    package static func start(nodes count: Int = 1, settings: [String: String] = [:]) async throws -> KafkaCluster {
        guard let home else { throw KafkaError(.invalidArgument, "KAFKA_HOME names no folder with libs") }
        let cluster = try KafkaCluster(home: home, count: count, settings: settings)
        for number in 1...count { try cluster.format(number) }
        for number in 1...count { try cluster.launch(number) }
        for number in 1...count { try await cluster.awaitStart(number) }
        return cluster
    }

    private init(home: String, count: Int, settings: [String: String]) throws {
        self.home = home
        self.count = count
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("kafka-\(UUID().uuidString)")
        nodes = Monitor([:])
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        janitor = try LeashedProcess(
            ["sleep", "infinity"], log: URL(fileURLWithPath: "/dev/null"), farewell: "sleep 1; rm -rf '\(folder.path)'")
        let ports = try freePorts(count * 2)
        bootstrapServers = ports.prefix(count).map { "127.0.0.1:\($0)" }.joined(separator: ",")
        let voters = (1...count).map { "\($0)@127.0.0.1:\(ports[count + $0 - 1])" }.joined(separator: ",")
        try Self.logging.write(
            to: folder.appendingPathComponent("log4j2.properties"), atomically: true, encoding: .utf8)
        for number in 1...count {
            let node = folder.appendingPathComponent("node\(number)")
            try FileManager.default.createDirectory(at: node, withIntermediateDirectories: true)
            let own = [
                "node.id": "\(number)",
                "controller.quorum.voters": voters,
                "listeners":
                    "PLAINTEXT://127.0.0.1:\(ports[number - 1]),CONTROLLER://127.0.0.1:\(ports[count + number - 1])",
                "advertised.listeners": "PLAINTEXT://127.0.0.1:\(ports[number - 1])",
                "log.dirs": node.appendingPathComponent("data").path,
            ]
            let all = Self.common(count).merging(own) { $1 }.merging(settings) { $1 }
            try all.map { "\($0)=\($1)" }.sorted().joined(separator: "\n")
                .write(to: node.appendingPathComponent("server.properties"), atomically: true, encoding: .utf8)
        }
    }

    /// As a crash of that node (1…); its data stay.
    package func kill(_ number: Int) {
        nodes.withLock { $0.removeValue(forKey: number) }?.kill()
    }

    /// Brings a killed node back on its data.
    package func restart(_ number: Int) async throws {
        try launch(number)
        try await awaitStart(number)
    }

    /// Kills all and removes the data.
    package func stop() {
        for number in 1...count { kill(number) }
        janitor.kill()
    }

    private func java(_ options: [String]) -> [String] {
        ["java", "-Dlog4j2.configurationFile=\(folder.path)/log4j2.properties", "-cp", "\(home)/libs/*"] + options
    }

    private func format(_ number: Int) throws {
        let tool = Process()
        tool.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tool.arguments = java([
            "kafka.tools.StorageTool", "format", "-t", "bXVzdGVyLWthZmthLXRlcw", "-c",
            "\(folder.path)/node\(number)/server.properties",
        ])
        tool.standardOutput = FileHandle.nullDevice
        tool.standardError = FileHandle.nullDevice
        try tool.run()
        tool.waitUntilExit()
        guard tool.terminationStatus == 0 else { throw KafkaError(.invalidArgument, "Kafka's storage tool failed") }
    }

    private func launch(_ number: Int) throws {
        let node = try LeashedProcess(
            // Quick to start and small: several run beside everything that is tested.
            ["java", "-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
                + java(["kafka.Kafka", "\(folder.path)/node\(number)/server.properties"]).dropFirst(),
            log: log(number))
        nodes.withLock { $0[number] = node }
    }

    private func log(_ number: Int) -> URL { folder.appendingPathComponent("node\(number)/log") }

    private func awaitStart(_ number: Int) async throws {
        let deadline = Deadline.after(.seconds(120))
        while true {
            let text = (try? String(contentsOf: log(number), encoding: .utf8)) ?? ""
            if text.contains("Kafka Server started") { return }
            if deadline.hasPassed { throw KafkaError(.timedOut, "node \(number) did not start:\n\(text.suffix(2000))") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private static func common(_ count: Int) -> [String: String] {
        let replicas = "\(count >= 3 ? 3 : 1)"
        let inSync = "\(count >= 3 ? 2 : 1)"
        return [
            "process.roles": "broker,controller",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
            "default.replication.factor": replicas,
            "min.insync.replicas": inSync,
            "offsets.topic.replication.factor": replicas,
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": replicas,
            "transaction.state.log.min.isr": inSync,
            "share.coordinator.state.topic.replication.factor": replicas,
            "share.coordinator.state.topic.min.isr": inSync,
            "share.coordinator.state.topic.num.partitions": "1",
            "group.initial.rebalance.delay.ms": "0",
            "auto.create.topics.enable": "false",
            "broker.session.timeout.ms": "6000",
        ]
    }

    private static let logging = """
        rootLogger.level = info
        rootLogger.appenderRef.stdout.ref = STDOUT
        appender.stdout.type = Console
        appender.stdout.name = STDOUT
        appender.stdout.layout.type = PatternLayout
        appender.stdout.layout.pattern = [%d] %p %m (%c)%n
        """
}

/// Ports that nobody listens on now; all are held until the last is found, so that they differ.
package func freePorts(_ count: Int) throws -> [UInt16] {
    var sockets: [Int32] = []
    defer { for socket in sockets { close(socket) } }
    return try (0..<count).map { _ in
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown) }
        sockets.append(descriptor)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard status else { throw CocoaError(.fileReadUnknown) }
        return UInt16(bigEndian: address.sin_port)
    }
}
