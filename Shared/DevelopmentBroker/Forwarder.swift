import Glibc

/// Listens on a fixed port of loopback and carries each connection to another port of loopback, both ways.
///
/// One thread and `poll(2)`: clients come here only to ask where the brokers are, and speak to those directly after.
final class Forwarder {
    private let listener: Int32
    private let target: UInt16
    private var links: [Int32: Int32] = [:]
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    /// - Throws: the text of what went wrong; mostly that the port is taken.
    init(port: UInt16, target: UInt16) throws(ForwarderFailure) {
        self.target = target
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        // The port of a broker that was killed a moment ago is free again at once.
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard withLoopback(port, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
            let reason = String(cString: strerror(errno))
            close(listener)
            throw ForwarderFailure(text: "port \(port): \(reason)")
        }
    }

    func run() -> Never {
        while true {
            var entries = ([listener] + links.keys).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&entries, nfds_t(entries.count), -1) > 0 else { continue }
            for entry in entries where entry.revents != 0 {
                if entry.fd == listener { accept() } else { carry(from: entry.fd) }
            }
        }
    }

    private func accept() {
        let client = Glibc.accept(listener, nil, nil)
        guard client >= 0 else { return }
        let broker = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard withLoopback(target, { connect(broker, $0, $1) }) == 0 else {
            close(client)
            close(broker)
            return
        }
        for descriptor in [client, broker] {
            var yes: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
            // One that does not read must not stop the others for long.
            var patience = timeval(tv_sec: 2, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        links[client] = broker
        links[broker] = client
    }

    private func carry(from source: Int32) {
        guard let sink = links[source] else { return }
        let count = read(source, &buffer, buffer.count)
        guard count > 0, send(all: count, to: sink) else {
            links[source] = nil
            links[sink] = nil
            close(source)
            close(sink)
            return
        }
    }

    private func send(all count: Int, to sink: Int32) -> Bool {
        var sent = 0
        while sent < count {
            let step = buffer.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent..<count])
                return Glibc.send(sink, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard step > 0 else { return false }
            sent += step
        }
        return true
    }
}

struct ForwarderFailure: Error {
    let text: String
}

/// Calls a socket function with an address on loopback.
private func withLoopback(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
