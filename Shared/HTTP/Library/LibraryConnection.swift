import CMicroHTTPD
import Glibc

/// A connection of the library. `HTTPExchange` and `HTTPServerCore` decide when its calls are valid. Only `resume` may
/// be called from any thread.
struct LibraryConnection: @unchecked Sendable {  // the library guards what `resume` touches with its own lock
    let pointer: OpaquePointer

    var socket: Int32 { muster_mhd_socket(pointer) }

    /// Suspends the connection. Called only from a library callback.
    func suspend() { MHD_suspend_connection(pointer) }

    /// Resumes the connection. Called only while it is suspended.
    func resume() { MHD_resume_connection(pointer) }

    /// The peer's address as text. An IPv4 address never has its IPv6-mapped form.
    var remoteAddress: String {
        guard let address = muster_mhd_address(pointer) else { return "" }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            var ip = raw.assumingMemoryBound(to: sockaddr_in.self).pointee.sin_addr
            inet_ntop(AF_INET, &ip, &text, socklen_t(text.count))
        case AF_INET6:
            var ip = raw.assumingMemoryBound(to: sockaddr_in6.self).pointee.sin6_addr
            inet_ntop(AF_INET6, &ip, &text, socklen_t(text.count))
        default: return ""
        }
        let string = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let mapped = "::ffff:"
        return string.hasPrefix(mapped) && string.contains(".") ? String(string.dropFirst(mapped.count)) : string
    }
}
