import Executors
import Foundation
import HTTP
package import Web

/// One request over a real socket, on a thread of its own, as the answer comes back byte by byte.
package enum WebWire {
    package struct Answer: Sendable {
        package let status: Int
        package let head: String
        package let body: String
    }

    struct Failure: Error {}

    /// Runs the application behind a real server for as long as `body` takes.
    package static func serve<T>(
        _ application: WebApplication, _ body: (Int) async throws -> T
    ) async throws -> T {
        let server = HTTPServer(HTTPServerConfiguration(host: "127.0.0.1", port: 0), handler: application.handle)
        let port = try server.start()
        let result: Result<T, any Error>
        do { result = .success(try await body(port)) } catch { result = .failure(error) }
        await server.stop(deadline: .after(.seconds(2)))
        return try result.get()
    }

    package static func send(
        _ port: Int, _ method: String, _ target: String, fields: [String] = [], body: String = ""
    ) async throws -> Answer {
        var head = ["\(method) \(target) HTTP/1.1", "Host: localhost", "Connection: close"] + fields
        if !body.isEmpty { head += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
        let text = head.joined(separator: "\r\n") + "\r\n\r\n" + body
        let bytes: [UInt8] = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try exchange(port, Array(text.utf8)) }) }
        }
        let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
        guard let line = parts.first?.split(separator: " ").dropFirst().first, let status = Int(line) else {
            throw Failure()
        }
        return Answer(status: status, head: parts[0], body: parts.dropFirst().joined(separator: "\r\n\r\n"))
    }

    private static func exchange(_ port: Int, _ request: [UInt8]) throws -> [UInt8] {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw Failure() }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0, write(socket, request, request.count) == request.count else { throw Failure() }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(socket, &buffer, buffer.count)
            guard count >= 0 else { throw Failure() }
            if count == 0 { return answer }
            answer += buffer[..<count]
        }
    }
}
