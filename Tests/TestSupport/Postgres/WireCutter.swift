import Executors
import Glibc
import Synchronization

/// A listener that passes connections on to a server, and cuts the first of them as soon as its client has said the
/// word: the server still hears it, the client never hears the answer. Who connects afterwards is passed on untouched.
package final class WireCutter: Sendable {
    package struct Failure: Error {}

    package let port: Int
    private let listener: Int32
    private let cuts = Atomic(0)
    private let thread = ThreadExecutor(name: "wire-cutter")

    package init(port serverPort: Int, after word: String) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && listen(listener, 5) == 0
                    && getsockname(listener, pointer, &length) == 0
            }
        }
        guard isListening else { throw Failure() }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        let word = Array(word.utf8)
        thread.submit { [self] in
            Self.serve(accept(listener, nil, nil), serverPort, until: word)
            cuts.add(1, ordering: .sequentiallyConsistent)
            while case let client = accept(listener, nil, nil), client >= 0 {
                ThreadExecutor(name: "wire").submit { Self.serve(client, serverPort, until: nil) }
            }
        }
    }

    /// How often a wire was cut.
    package var count: Int { cuts.load(ordering: .sequentiallyConsistent) }

    /// No more connections; those that there are go on.
    package func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func serve(_ client: Int32, _ serverPort: Int, until word: [UInt8]?) {
        let server = Self.connect(to: serverPort)
        Self.pass(client, server, until: word)
        // The server is left connected until it has ended by itself.
        shutdown(client, Int32(SHUT_RDWR))
        close(client)
        var rest = [UInt8](repeating: 0, count: 65_536)
        shutdown(server, Int32(SHUT_WR))
        while read(server, &rest, rest.count) > 0 {}
        close(server)
    }

    private static func pass(_ client: Int32, _ server: Int32, until word: [UInt8]?) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var ends = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&ends, 2, -1) > 0 else { return }
            if ends[0].revents != 0 {
                let count = read(client, &buffer, buffer.count)
                guard count > 0, write(server, buffer, count) == count else { return }
                if let word, contains(word, buffer[0..<count]) { return }
            }
            if ends[1].revents != 0 {
                let count = read(server, &buffer, buffer.count)
                guard count > 0, write(client, buffer, count) == count else { return }
            }
        }
    }

    private static func contains(_ word: [UInt8], _ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: word) }
    }

    private static func connect(to port: Int) -> Int32 {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                Glibc.connect(server, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return server
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }
}
