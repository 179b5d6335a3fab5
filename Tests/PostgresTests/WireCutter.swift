import Executors
import Glibc

/// A listener that passes one connection on to a server and cuts it as soon as the client has said the word: the server still
/// hears it, the client never hears the answer.
final class WireCutter: Sendable {
    struct Failure: Error {}

    let port: Int
    private let thread = ThreadExecutor(name: "wire-cutter")

    init(port serverPort: Int, after word: String) throws {
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
        port = Int(UInt16(bigEndian: address.sin_port))
        let word = Array(word.utf8)
        thread.submit {
            let client = accept(listener, nil, nil)
            let server = Self.connect(to: serverPort)
            Self.pass(client, server, until: word)
            // The server is left connected until it has ended by itself.
            shutdown(client, Int32(SHUT_RDWR))
            close(client)
            var rest = [UInt8](repeating: 0, count: 65_536)
            shutdown(server, Int32(SHUT_WR))
            while read(server, &rest, rest.count) > 0 {}
            close(server)
            close(listener)
        }
    }

    private static func pass(_ client: Int32, _ server: Int32, until word: [UInt8]) {
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
                if contains(word, buffer[0..<count]) { return }
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
