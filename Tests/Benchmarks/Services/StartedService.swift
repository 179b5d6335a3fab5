import Executors
import Foundation
import Glibc
import Synchronization

/// An executable, started with the benchmarks' environment.
final class StartedService: Sendable {
    let name: String
    private let port: UInt16
    private let program: String
    private let log: String
    private let process = Mutex<pid_t>(0)

    /// - Parameter word: `name:port`.
    init(_ word: Substring, _ folder: String, _ logs: String) throws {
        let parts = word.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else { throw BenchmarkError("\(word) is no name:port") }
        name = String(parts[0])
        self.port = port
        program = "\(folder)/\(name)"
        log = "\(logs)/\(name).log"
    }

    var usage: ProcessUsage {
        get throws {
            let process = process.withLock { $0 }
            guard kill(process, 0) == 0 else { throw BenchmarkError("\(name) has ended; see \(log)") }
            return ProcessUsage(name: name, process: Int(process))
        }
    }

    var residentMegabytes: Double { (try? usage.residentMegabytes) ?? 0 }

    /// Starts the service and returns the seconds until `/readyz` succeeds.
    func start() async throws -> Double {
        let began = ContinuousClock.now
        try spawn()
        try await waitUntilReady()
        return (ContinuousClock.now - began).inSeconds
    }

    func waitUntilReady() async throws {
        let deadline = Deadline.after(.seconds(60))
        while !isReady() {
            guard !deadline.hasPassed else { throw BenchmarkError("\(name) was not ready in a minute; see \(log)") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func stop() async {
        let process = process.withLock { process in
            defer { process = 0 }
            return process
        }
        guard process > 0 else { return }
        kill(process, SIGTERM)
        let deadline = Deadline.after(.seconds(12))
        while waitpid(process, nil, WNOHANG) == 0 {
            if deadline.hasPassed { kill(process, SIGKILL) }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    func spawn() throws {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&files, 1, 2)
        var words = [strdup(program), strdup("serve"), nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        guard posix_spawn(&process, program, &files, nil, &words, environ) == 0 else {
            throw BenchmarkError("\(program) cannot be started")
        }
        self.process.withLock { $0 = process }
    }

    private func isReady() -> Bool {
        let socket = Glibc.socket(AF_INET, streamSocket, 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        let request = Array("GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard isConnected, send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return false
        }
        var answer = [UInt8](repeating: 0, count: 64)
        let count = read(socket, &answer, answer.count)
        return count > 12 && answer[9..<12].elementsEqual("200".utf8)
    }
}
