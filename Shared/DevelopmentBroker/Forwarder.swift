import Executors
import Glibc

/// Accepts connections on a fixed loopback port and forwards each to the mock cluster's own port. Each direction runs
/// on its own thread.
///
/// Responses from the broker carry the fixed port in place of the broker's own, so clients learn no other address.
/// Without this a consumer of librdkafka 2.0.2 cannot find a restarted broker: it keeps the old address of a group
/// coordinator whose node id has not changed.
final class Forwarder: Sendable {
    private let listener: Int32
    private let target: UInt16
    private let address: AdvertisedAddress

    /// - Throws: `ForwarderFailure` with the system's error text, usually because the port is in use.
    init(port: UInt16, target: UInt16) throws(ForwarderFailure) {
        self.target = target
        address = AdvertisedAddress(own: target, fixed: port)
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        // Allows the port to be bound again right after a broker was killed.
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard withLoopback(port, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
            let reason = String(cString: strerror(errno))
            close(listener)
            throw ForwarderFailure(text: "port \(port): \(reason)")
        }
    }

    func run() -> Never {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { continue }
            let link = Link(client: client)
            guard withLoopback(target, { connect(link.broker, $0, $1) }) == 0 else { continue }
            let address = address
            ThreadExecutor(name: "to-broker").submit { link.carry(from: link.client, to: link.broker) { $0 } }
            ThreadExecutor(name: "to-client").submit {
                var frames = Frames()
                link.carry(from: link.broker, to: link.client) { bytes in
                    frames.append(bytes)
                    var answers: [UInt8] = []
                    while var frame = frames.next() {
                        address.rewrite(&frame)
                        answers += frame
                    }
                    return answers
                }
            }
        }
    }
}

struct ForwarderFailure: Error {
    let text: String
}

/// A pair of sockets, closed when both threads that use it have finished.
private final class Link: Sendable {
    let client: Int32
    let broker: Int32

    init(client: Int32) {
        self.client = client
        broker = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        for descriptor in [client, broker] {
            var yes: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    deinit {
        close(client)
        close(broker)
    }

    /// Copies bytes until either side closes its connection.
    func carry(from source: Int32, to sink: Int32, _ change: (ArraySlice<UInt8>) -> some Collection<UInt8>) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0, send(Array(change(buffer[..<count])), to: sink) else { break }
        }
        // Makes the other thread's read return as well.
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(broker, Int32(SHUT_RDWR))
    }

    private func send(_ bytes: [UInt8], to sink: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let step = rest.withUnsafeBytes { Glibc.send(sink, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard step > 0 else { return false }
            rest = rest.dropFirst(step)
        }
        return true
    }
}

/// Calls a socket function with a loopback address.
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
