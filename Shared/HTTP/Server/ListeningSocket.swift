// The library's header also declares the system's socket functions, so either module may provide them.
import CMicroHTTPD
import Glibc

/// Opens the socket that a server listens on. The server opens it itself to distinguish an invalid address from a port
/// in use, and to learn the port.
enum ListeningSocket {
    static func open(host: String, port: Int) throws(HTTPServerError) -> (socket: Int32, port: Int) {
        guard let service = UInt16(exactly: port) else { throw HTTPServerError(reason: "invalid port \(port)") }
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(service), &hints, &found)
        guard status == 0, let address = found else {
            throw HTTPServerError(reason: "cannot listen on \(host): \(String(cString: gai_strerror(status)))")
        }
        defer { freeaddrinfo(found) }
        return try open(address.pointee, name: "\(host):\(port)")
    }

    private static func open(_ address: addrinfo, name: String) throws(HTTPServerError) -> (socket: Int32, port: Int) {
        let type = address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let socket = Glibc.socket(address.ai_family, type, 0)
        guard socket >= 0 else { throw failure(name) }
        // Lets a restarted server bind its port although old connections linger.
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout.size(ofValue: yes)))
        guard bind(socket, address.ai_addr, address.ai_addrlen) == 0, listen(socket, 4096) == 0,
            let port = port(of: socket)
        else {
            let failure = failure(name)
            close(socket)
            throw failure
        }
        return (socket, port)
    }

    private static func failure(_ name: String) -> HTTPServerError {
        HTTPServerError(reason: "cannot listen on \(name): \(String(cString: strerror(errno)))")
    }

    private static func port(of socket: Int32) -> Int? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout.size(ofValue: storage))
        let status = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
        }
        guard status == 0 else { return nil }
        // The port is at the same offset in both address families.
        return withUnsafeBytes(of: &storage) { Int(UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self))) }
    }
}
