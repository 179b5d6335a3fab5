import Foundation
import Glibc

/// A client that sends exactly the given bytes. Its calls block: use it inside `onThread`.
final class RawClient: @unchecked Sendable {  // used by one thread at a time
    struct Failure: Error { let reason: String }

    struct Answer {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: [UInt8]

        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    let socket: Int32
    private var pending: [UInt8] = []

    /// - Parameter patience: how long a read waits, in seconds.
    init(_ port: Int, patience: Int = 20, receiveBuffer: Int32? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var timeout = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        if var receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(reason: "connect: \(errno)") }
    }

    deinit { Glibc.close(socket) }

    /// - Returns: whether all bytes were sent.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var start = 0
        while start < bytes.count {
            let sent = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress! + start, $0.count - start, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            start += sent
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Closes with a reset: the server's next write fails.
    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        shutdown(socket, Int32(SHUT_RDWR))
    }

    /// Returns more bytes, or none at the end of the stream. Throws if none arrive in time.
    func read(_ limit: Int = 65536) throws -> [UInt8] {
        if !pending.isEmpty {
            defer { pending = [] }
            return pending
        }
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(socket, &buffer, limit, 0)
        guard count >= 0 else {
            guard errno == ECONNRESET else { throw Failure(reason: "read: \(errno)") }
            return []
        }
        return Array(buffer[..<count])
    }

    /// Whether the server closes the connection within the read timeout.
    func isClosed() -> Bool { (try? read())?.isEmpty ?? false }

    func readToEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let more = try read()
            guard !more.isEmpty else { return all }
            all += more
        }
    }

    private func line() throws -> String {
        while true {
            if let end = pending.firstIndex(of: 10) {
                let line = pending[..<end].filter { $0 != 13 }
                pending.removeFirst(end + 1)
                return String(decoding: line, as: UTF8.self)
            }
            try fill()
        }
    }

    private func fill() throws {
        let held = pending
        pending = []
        let more = try read()
        guard !more.isEmpty else { throw Failure(reason: "the stream ended") }
        pending = held + more
    }

    private func exactly(_ count: Int) throws -> [UInt8] {
        while pending.count < count { try fill() }
        defer { pending.removeFirst(count) }
        return Array(pending[..<count])
    }

    /// Reads one response, skipping `100 Continue`.
    func answer(toHead: Bool = false) throws -> Answer {
        let parts = try line().split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, let status = Int(parts[1]) else { throw Failure(reason: "no status line: \(parts)") }
        var answer = Answer(status: status, headers: [], body: [])
        while true {
            let field = try line()
            guard !field.isEmpty else { break }
            let parts = field.split(separator: ":", maxSplits: 1)
            answer.headers.append((String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces)))
        }
        if status == 100 { return try self.answer() }
        guard !toHead, status != 204, status != 304 else { return answer }
        if answer.header("Transfer-Encoding") == "chunked" {
            while true {
                let size = Int(try line(), radix: 16) ?? -1
                guard size >= 0 else { throw Failure(reason: "no chunk") }
                answer.body += try exactly(size)
                _ = try line()
                guard size > 0 else { break }
            }
        } else if let length = answer.header("Content-Length").flatMap({ Int($0) }) {
            answer.body = try exactly(length)
        } else {
            answer.body = try readToEnd()
        }
        return answer
    }

    func get(_ target: String, fields: String = "") throws -> Answer {
        send("GET \(target) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
        return try answer()
    }
}

/// Runs blocking work on its own thread, because the handlers need the cooperative pool's threads.
@discardableResult
func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
