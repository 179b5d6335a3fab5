import Executors
import Foundation

/// A mail server over a real socket, that does at each step what a test tells it: answer, refuse, hang up, or say
/// nothing.
package final class SMTPListener: Sendable {
    package enum Step: Hashable, Sendable {
        case greeting, hello, mail, recipient, data, end
    }

    package enum Act: Hashable, Sendable {
        case reply(String)
        case hangUp
        /// No answer until the other side hangs up.
        case silence
        /// The usual answer, once `release` is called.
        case held
    }

    private struct State {
        var acts: [Step: [Act]] = [:]
        var reached: [Step: Int] = [:]
        var accepted: [String] = []
        var received: [String] = []
        var isClosed = false
        var isReleased = false
    }

    package let port: Int
    private let socket: Int32
    private let state = Monitor(State())

    package init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileReadUnknown) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { [self] in serve(connection) }
            }
        }
    }

    package func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        shutdown(socket, Int32(SHUT_RDWR))
        Glibc.close(socket)
    }

    /// What to do when the step is next come to, and then; afterwards all goes well again.
    package func on(_ step: Step, _ acts: Act...) {
        state.withLock { $0.acts[step, default: []] += acts }
    }

    package func release() {
        state.withLock { $0.isReleased = true }
        state.notifyAll()
    }

    /// Messages that were answered with 250 after their last line.
    package var accepted: [String] { state.withLock { $0.accepted } }
    /// Messages whose last line came, whatever was answered.
    package var received: [String] { state.withLock { $0.received } }

    package func count(_ step: Step) -> Int { state.withLock { $0.reached[step] ?? 0 } }

    private func act(_ step: Step) -> Act? {
        state.withLock { state in
            state.reached[step, default: 0] += 1
            guard state.acts[step]?.isEmpty == false else { return nil }
            return state.acts[step]?.removeFirst()
        }
    }

    private func serve(_ connection: Int32) {
        defer { Glibc.close(connection) }
        var lines = Lines(connection)
        /// Answers the step; false when the connection is over.
        func answer(_ step: Step, _ usual: String) -> Bool {
            switch act(step) {
            case nil: return say(usual, connection)
            case .reply(let text): return say(text, connection)
            case .hangUp: return false
            case .held:
                _ = state.wait { $0.isReleased ? true : nil }
                return say(usual, connection)
            case .silence:
                while lines.next() != nil {}
                return false
            }
        }
        guard answer(.greeting, "220 here") else { return }
        while let line = lines.next() {
            let word = line.prefix(4).uppercased()
            switch word {
            case "EHLO": guard answer(.hello, "250-here\r\n250 SMTPUTF8") else { return }
            case "MAIL": guard answer(.mail, "250 fine") else { return }
            case "RCPT": guard answer(.recipient, "250 fine") else { return }
            case "DATA":
                let isRefused = state.withLock { $0.acts[.data]?.isEmpty == false }
                guard answer(.data, "354 go on") else { return }
                if isRefused { continue }
                var body: [String] = []
                while let line = lines.next(), line != "." {
                    body.append(line.hasPrefix(".") ? String(line.dropFirst()) : line)
                }
                guard lines.isOpen else { return }
                let message = body.joined(separator: "\r\n")
                state.withLock { $0.received.append(message) }
                let next = state.withLock { $0.acts[.end]?.first }
                if next == nil { state.withLock { $0.accepted.append(message) } }
                guard answer(.end, "250 taken") else { return }
            case "QUIT":
                _ = say("221 bye", connection)
                return
            default: guard say("250 fine", connection) else { return }
            }
        }
    }

    private func say(_ text: String, _ connection: Int32) -> Bool {
        let bytes = Array((text + "\r\n").utf8)
        return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }
}

/// Lines ended by CRLF, as they come.
private struct Lines {
    private let connection: Int32
    private var buffer: [UInt8] = []
    private(set) var isOpen = true

    init(_ connection: Int32) {
        self.connection = connection
    }

    mutating func next() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 10) {
                let line = String(decoding: buffer[..<end].filter { $0 != 13 }, as: UTF8.self)
                buffer.removeFirst(end + 1)
                return line
            }
            var part = [UInt8](repeating: 0, count: 4096)
            let count = read(connection, &part, part.count)
            guard count > 0 else {
                isOpen = false
                return nil
            }
            buffer += part.prefix(count)
        }
    }
}
