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
    private let present = Mutex<HTTPExchange?>(nil)

    init(_ connection: LibraryConnection) {
        socket = connection.socket
        remoteAddress = connection.remoteAddress
    }

    func begin(_ exchange: HTTPExchange) {
        present.withLock { $0 = exchange }
    }

    func end() {
        present.withLock { $0 = nil }
        received.store(0, ordering: .relaxed)
        finished.add(1, ordering: .relaxed)
        // Sequential, as is the reading of a stop: either it sees the idle connection, or we see the stop.
        stage.store(.head, ordering: .sequentiallyConsistent)
    }

    /// The library will find the end of the stream behind what has come; answers can still be sent. Only while the
    /// socket is open.
    func closeForRequests() {
        shutdown(socket, Int32(SHUT_RD))
    }

    /// Cuts the exchange in flight, for a stop whose time has run out.
    func cut() {
        present.withLock { $0 }?.cut()
    }
}
