import CMicroHTTPD
import Executors
import Glibc

/// Accepts connections on its own thread and hands them to the library.
///
/// If the library listened itself, `MHD_quiesce_daemon` would be the only way to stop listening. In 0.9.75 that call
/// ends the process ("Failed to remove listen FD from epoll set") if a library thread polls the listening socket
/// between two of its statements.
struct Acceptor: Sendable {
    private struct Library: @unchecked Sendable {  // `MHD_add_connection` may be called from any thread
        let daemon: OpaquePointer
    }

    private let socket: Int32
    private let thread = ThreadExecutor(name: "http-accept")

    init(_ socket: Int32) {
        self.socket = socket
    }

    /// Starts accepting connections.
    ///
    /// - Parameter hasRoom: called before each connection. While it returns false, connections wait in the kernel's
    ///   queue.
    func start(_ daemon: OpaquePointer, hasRoom: @escaping @Sendable () -> Bool) {
        let (socket, library) = (socket, Library(daemon: daemon))
        thread.submit {
            while Self.waits(for: socket) {
                guard hasRoom() else {
                    usleep(10_000)
                    continue
                }
                Self.acceptOne(socket, into: library.daemon)
            }
        }
    }

    /// Stops accepting connections. When it returns, the library receives no further connection.
    func stop() async {
        shutdown(socket, Int32(SHUT_RDWR))
        await withCheckedContinuation { continuation in
            thread.submit { continuation.resume() }
        }
        thread.shutdown()
        close(socket)
    }

    /// Waits for a connection. Returns false if the socket was shut down.
    private static func waits(for socket: Int32) -> Bool {
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        while poll(&descriptor, 1, -1) < 0, errno == EINTR {}
        return descriptor.revents & Int16(POLLHUP | POLLERR | POLLNVAL) == 0
    }

    private static func acceptOne(_ socket: Int32, into daemon: OpaquePointer) {
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout.size(ofValue: address))
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let connection = accept(socket, address, &size)
                if connection >= 0 {
                    // If the library has no room for a connection, it closes it.
                    _ = MHD_add_connection(daemon, connection, address, size)
                } else if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) {
                    // The process or the system is out of a resource, which may become available again shortly.
                    usleep(10_000)
                }
            }
        }
    }
}
