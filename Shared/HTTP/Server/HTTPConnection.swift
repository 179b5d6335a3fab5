// The library's header also declares the system's socket functions, so either module may provide them.
import CMicroHTTPD
import Executors
import Glibc
import Synchronization

/// An open connection, its peer and its stage. The library's thread writes it, and `HTTPConnections` reads it to find
/// slow clients.
final class HTTPConnection: Sendable {
    /// What the connection is waiting for.
    enum Stage: UInt8, AtomicRepresentable {
        /// The client, to send a request head.
        case head
        /// The client, to send more of a request body.
        case body
        /// The server: a handler is running or a response is being sent.
        case answer
        /// The client, to read its refusal and close.
        case lingering
    }

    let socket: Int32
    let remoteAddress: String
    let stage = Atomic<Stage>(.head)
    /// The number of finished requests, which distinguishes one wait from the next.
    let finished = Atomic<Int>(0)
    /// The number of body bytes of the present request.
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

    /// Called on the library's thread when a request head is complete. Returns false if the connection is being closed
    /// and the request must not start.
    func mayServe() -> Bool {
        stage.store(.answer, ordering: .sequentiallyConsistent)
        return !closing.load(ordering: .sequentiallyConsistent)
    }

    func end() {
        present.withLock { $0 = nil }
        received.store(0, ordering: .relaxed)
        finished.add(1, ordering: .relaxed)
        // Sequentially consistent, as are the accesses of a stop: either the stop sees the idle connection or
        // `HTTPServerCore` sees the stop.
        stage.store(.head, ordering: .sequentiallyConsistent)
    }

    /// Makes the library see the end of the stream after the bytes that have arrived. Call only while the socket is
    /// open.
    ///
    /// The library discards the response of a connection that is at its end when it resumes. Therefore a connection
    /// that waits for a request is not closed once a request has started, and a request that arrives after closing is
    /// refused: every started request is answered.
    func close() {
        closing.store(true, ordering: .sequentiallyConsistent)
        switch stage.load(ordering: .sequentiallyConsistent) {
        case .head, .body: shutdown(socket, Int32(SHUT_RD))
        case .lingering: shutdown(socket, Int32(SHUT_RDWR))
        case .answer: break
        }
    }

    /// Aborts the exchange in progress, after the stop deadline has passed.
    func abort() {
        present.withLock { $0 }?.abort()
    }
}
