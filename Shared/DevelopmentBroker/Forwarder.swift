import Executors
import Glibc

/// Listens on a fixed port of loopback and carries each connection to the mock cluster's own port, both ways, each way on a
/// thread of its own.
///
/// In the broker's answers its own port is replaced by the fixed one, so clients know no other. Without that a consumer of
/// librdkafka 2.0.2 never finds a restarted broker again: it keeps the old address of a group coordinator whose number has
/// not changed.
final class Forwarder: Sendable {
    private let listener: Int32
    private let target: UInt16
    private let address: AdvertisedAddress

    /// - Throws: the text of what went wrong; mostly that the port is taken.
    init(port: UInt16, target: UInt16) throws(ForwarderFailure) {
        self.target = target
        address = AdvertisedAddress(own: target, fixed: port)
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

/// One connection: closed when both its threads are done with it.
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

    /// Until either side ends.
    func carry(from source: Int32, to sink: Int32, _ change: (ArraySlice<UInt8>) -> some Collection<UInt8>) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0, send(Array(change(buffer[..<count])), to: sink) else { break }
        }
        // The other thread's read ends, too.
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
