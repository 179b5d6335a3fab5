import Foundation
import Testing

/// `docker-compose.yml` as Compose itself understands it, anchors and defaults resolved; needs no engine.
enum ComposedSuite {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let command: [String]? = [["docker-compose"], ["docker", "compose"]].first {
        run($0 + ["version"])?.status == 0
    }

    static var isReadable: Bool { command != nil }
    static let absence: Comment = "Docker Compose is not installed"

    struct Service: Decodable, Sendable {
        struct Port: Decodable, Sendable {
            var host_ip: String?
        }
        struct Health: Decodable, Sendable {
            var test: [String]
        }
        struct Condition: Decodable, Sendable {
            var condition: String
        }

        var image: String
        var user: String?
        var read_only: Bool?
        var privileged: Bool?
        var cap_drop: [String]?
        var cap_add: [String]?
        var security_opt: [String]?
        var mem_limit: String?
        var pids_limit: Int?
        var restart: String?
        var stop_grace_period: String?
        var environment: [String: String?]?
        var ports: [Port]?
        var healthcheck: Health?
        var depends_on: [String: Condition]?
    }

    /// The services by name.
    static func services() throws -> [String: Service] {
        struct File: Decodable {
            var services: [String: Service]
        }
        let words = try #require(command) + ["config", "--format", "json"]
        let answer = try #require(run(words))
        #expect(answer.status == 0)
        return try JSONDecoder().decode(File.self, from: answer.output).services
    }

    private static func run(_ words: [String]) -> (status: Int32, output: Data)? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = root
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, data)
    }
}
