import CMicroHTTPD
import Executors
import Glibc

/// Takes connections in on a thread of its own and hands them to the library.
///
/// The library can listen itself, but then `MHD_quiesce_daemon` is the only way to stop that: in 0.9.75 it ends the process
/// ("Failed to remove listen FD from epoll set") when one of the library's threads looks at the listening socket between two
/// of its lines.
struct Acceptor: Sendable {
    private struct Library: @unchecked Sendable {  // `MHD_add_connection` may be called from any thread
        let daemon: OpaquePointer
    }

    private let socket: Int32
    private let thread = ThreadExecutor(name: "http-accept")

    init(_ socket: Int32) {
        self.socket = socket
    }

    /// - Parameter hasRoom: asked before each connection; while it answers no, they wait in the kernel's queue.
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

    /// Refuses whoever comes from now on; returns when the library gets no connection any more.
    func stop() async {
        shutdown(socket, Int32(SHUT_RDWR))
        await withCheckedContinuation { continuation in
            thread.submit { continuation.resume() }
        }
        thread.shutdown()
        close(socket)
    }

    /// False when the socket was shut down.
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
                    // One that it has no place for, it closes itself.
                    _ = MHD_add_connection(daemon, connection, address, size)
                } else if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) {
                    // The process or the machine is out of something: it may be there again in a moment.
                    usleep(10_000)
                }
            }
        }
    }
}
