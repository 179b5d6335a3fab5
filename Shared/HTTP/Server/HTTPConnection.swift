// The library's header brings the system's socket declarations too, and either module may be the one that has them.
import CMicroHTTPD
import Executors
import Glibc
import Synchronization

/// An open connection: who is there, what is going on, and since when. The library's thread writes it, the watch of
/// `HTTPConnections` reads it.
final class HTTPConnection: Sendable {
    /// What the connection is waiting for.
    enum Stage: UInt8, AtomicRepresentable {
        /// The client, for a request's head.
        case head
        /// The client, for more of a request's body.
        case body
        /// Us: a handler is at work, or an answer is being sent.
        case answer
        /// The client, to notice that it was refused.
        case farewell
    }

    let socket: Int32
    let remoteAddress: String
    let stage = Atomic<Stage>(.head)
    /// How many requests were answered here; tells the watch one wait from the next.
    let finished = Atomic<Int>(0)
    /// Bytes of the present body.
    let received = Atomic<Int>(0)
    private let closing = Atomic<Bool>(false)
    private let present = Monitor<HTTPExchange?>(nil)

    init(_ connection: LibraryConnection) {
        socket = connection.socket
        remoteAddress = connection.remoteAddress
    }

    func begin(_ exchange: HTTPExchange) {
        present.withLock { $0 = exchange }
    }

    /// On the library's thread, when a request's head is there: false when the connection is being closed, and the
    /// request must not be begun.
    func mayServe() -> Bool {
        stage.store(.answer, ordering: .sequentiallyConsistent)
        return !closing.load(ordering: .sequentiallyConsistent)
    }

    func end() {
        present.withLock { $0 = nil }
        received.store(0, ordering: .relaxed)
        finished.add(1, ordering: .relaxed)
        // Sequential, as is the reading of a stop: either it sees the idle connection, or `HTTPServerCore` sees the stop.
        stage.store(.head, ordering: .sequentiallyConsistent)
    }

    /// Lets the library find the end of the stream behind what has come. Only while the socket is open.
    ///
    /// The library throws away the answer of a connection that it finds at its end when it wakes. So a connection that
    /// waits for a request is not closed once one has come, and a request that comes once it was closed is refused: what
    /// is begun is answered.
    func close() {
        closing.store(true, ordering: .sequentiallyConsistent)
        switch stage.load(ordering: .sequentiallyConsistent) {
        case .head, .body: shutdown(socket, Int32(SHUT_RD))
        case .farewell: shutdown(socket, Int32(SHUT_RDWR))
        case .answer: break
        }
    }

    /// Cuts the exchange in flight, for a stop whose time has run out.
    func cut() {
        present.withLock { $0 }?.cut()
    }
}
