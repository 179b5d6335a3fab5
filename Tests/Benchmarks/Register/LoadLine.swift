import Foundation
import Glibc

/// A connection of the load generator with at most one request in flight.
struct LoadLine {
    let socket: Int32
    private(set) var sentAt = 0.0
    private var buffer: [UInt8] = []
    private var filled = 0
    /// The end of the response, once its head was parsed.
    private var end: Int?

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, streamSocket, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            Glibc.close(socket)
            throw BenchmarkError("no service on port \(port)")
        }
        var yes: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        buffer = [UInt8](repeating: 0, count: 512 * 1024)
    }

    func close() { Glibc.close(socket) }

    mutating func send(_ request: UnsafeRawBufferPointer) throws {
        sentAt = monotonicSeconds()
        guard Glibc.send(socket, request.baseAddress, request.count, Int32(MSG_NOSIGNAL)) == request.count
        else { throw BenchmarkError("the service closed a connection") }
    }

    /// Reads the available bytes.
    ///
    /// - Returns: the response's status once it is complete.
    mutating func receive() throws -> Int? {
        let room = buffer.count - filled
        let count = buffer.withUnsafeMutableBytes { recv(socket, $0.baseAddress.map { $0 + filled }, room, 0) }
        guard count > 0 else { throw BenchmarkError("the service closed a connection") }
        filled += count
        if end == nil { end = headEnd().map { $0 + bodyLength(before: $0) } }
        guard let end, filled >= end else { return nil }
        return Int(buffer[9] - 48) * 100 + Int(buffer[10] - 48) * 10 + Int(buffer[11] - 48)
    }

    /// The response's body.
    var text: String {
        guard let head = headEnd() else { return "" }
        return String(decoding: buffer[head..<filled], as: UTF8.self)
    }

    mutating func clear() { (filled, end) = (0, nil) }

    private func headEnd() -> Int? { place(of: "\r\n\r\n", before: filled) }

    private func bodyLength(before head: Int) -> Int {
        guard var position = place(of: "\r\nContent-Length: ", before: head) else { return 0 }
        var length = 0
        while case let digit = buffer[position] &- 48, digit <= 9 {
            length = length * 10 + Int(digit)
            position += 1
        }
        return length
    }

    /// Returns the position after the first occurrence of these bytes.
    private func place(of word: StaticString, before end: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            let size = word.utf8CodeUnitCount
            var position = 0
            while position + size <= end,
                let found = memchr(base + position, Int32(word.utf8Start[0]), end - size + 1 - position)
            {
                position = UnsafeRawPointer(found) - base + size
                if memcmp(found, word.utf8Start, size) == 0 { return position }
                position -= size - 1
            }
            return nil
        }
    }
}
