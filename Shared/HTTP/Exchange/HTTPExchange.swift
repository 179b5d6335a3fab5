import Executors
import Synchronization

/// One request and its response. It connects the library's thread, which calls for every step of the request, with the
/// task in which the handler runs.
///
/// The library's thread never waits. It suspends the connection (`suspend`) while the handler works, and the task
/// resumes it (`resume`). One lock protects both calls and the phase, because the phase must not change between a check
/// and the call that depends on it: suspending a connection twice, or resuming one that is not suspended, corrupts the
/// library's lists.
///
/// The library owns the exchange from the request line (`init`) to the completed callback, and does not use it
/// afterwards.
final class HTTPExchange: Sendable {
    enum Phase {
        /// The head is arriving.
        case head
        /// A short body is being read. The handler starts when it is complete.
        case buffering
        /// The handler is running and has not asked for the body.
        case held
        /// The body is arriving and the handler reads it.
        case receiving
        /// The request has arrived completely.
        case received
        /// The response waits while the rest of the body is read and discarded, up to this number of bytes.
        case draining(Int)
        /// The response was sent without the library. Up to this number of bytes are discarded until the client closes.
        case lingering(Int)
        /// The library has the response.
        case answering
        /// The request has finished or the connection is lost.
        case over
    }

    struct State {
        var phase = Phase.head
        /// Whether the connection is suspended and was not yet asked to resume.
        var isSuspended = false
        /// Whether the connection is to be closed at the next call.
        var isAborted = false
        /// The request, until its handler starts.
        var request: HTTPRequest?
        var answer: PreparedResponse?
        /// The handler's task.
        var handler: Task<Void, Never>?
        var isAbandoned = false
        var body = BodyState()
        var stream = StreamState()
    }

    let core: HTTPServerCore
    let connection: HTTPConnection
    let library: LibraryConnection
    /// The parsed target.
    let target: Result<RequestTarget, HTTPRefusal>
    /// The target's end in the library's buffer, valid during the first call only.
    let targetEnd: UInt
    let state = Monitor(State())

    init(
        _ core: HTTPServerCore, _ connection: HTTPConnection, _ library: LibraryConnection, target: UnsafePointer<CChar>
    ) {
        self.core = core
        self.connection = connection
        self.library = library
        let text = target.text
        targetEnd = UInt(bitPattern: UnsafeRawPointer(target) + text.count)
        self.target = Self.parse(text, limit: core.configuration.maxTargetBytes)
    }

    private static func parse(_ text: UnsafeRawBufferPointer, limit: Int) -> Result<RequestTarget, HTTPRefusal> {
        guard text.count <= limit else { return .failure(.targetTooLong(limit: limit)) }
        do throws(HTTPTargetError) {
            return .success(try RequestTarget(text.bindMemory(to: UInt8.self)))
        } catch {
            return .failure(.target(error))
        }
    }

    /// The action that the library takes with the connection.
    enum Verdict {
        case goOn
        case close
    }

    /// Handles a call of the library's access handler.
    func called(_ call: LibraryCall) -> Verdict {
        let (verdict, request) = state.withLock { state -> (Verdict, HTTPRequest?) in
            // The library calls again for a suspended connection if it has already received bytes (chunked bodies).
            guard !state.isSuspended else { return (.goOn, nil) }
            guard !state.isAborted else { return (.close, nil) }
            let verdict = call.bytes.isEmpty ? step(&state, call) : receiveBytes(&state, call)
            return (verdict, state.isSuspended ? state.request.take() : nil)
        }
        if let request { startHandler(request) }
        return verdict
    }

    private func startHandler(_ request: HTTPRequest) {
        let task = Task { await run(request) }
        let isAbandoned = state.withLock { state in
            state.handler = task
            return state.isAbandoned
        }
        if isAbandoned { task.cancel() }
    }

    /// Cancels the handler's task. Must not run under the lock, because cancellation handlers take it.
    func cancelHandler() {
        state.withLock { state in
            state.isAbandoned = true
            return state.handler
        }?.cancel()
    }

    /// Handles a call without bytes, before or after the body.
    private func step(_ state: inout State, _ call: LibraryCall) -> Verdict {
        switch state.phase {
        case .head:
            return receiveHead(&state, call)
        case .buffering:
            state.request?.body = HTTPBody(state.body.removeIncoming())
            state.phase = .received
            return suspend(&state)
        case .held:
            guard state.answer != nil else {
                state.phase = .receiving
                connection.stage.store(.body, ordering: .relaxed)
                return .goOn
            }
            return answerEarly(&state)
        case .receiving:
            state.phase = .received
            state.body.end(.success(nil))
            return proceed(&state)
        case .received, .draining:
            return proceed(&state)
        case .lingering:
            return .close
        case .answering, .over:
            return .goOn
        }
    }

    /// Sends the response to a complete request, or waits for it.
    private func proceed(_ state: inout State) -> Verdict {
        guard state.answer == nil else { return queue(&state) }
        return suspend(&state)
    }

    /// Suspends the connection and starts a handler that has not started.
    func suspend(_ state: inout State) -> Verdict {
        // Checked under the lock that `abort` takes after the flag is set, so that no connection is suspended without
        // being resumed.
        guard !core.isAborting else { return .close }
        library.suspend()
        state.isSuspended = true
        connection.stage.store(.answer, ordering: .relaxed)
        return .goOn
    }

    /// Resumes the connection. May be called from any thread. The library may be done with the connection at any time
    /// afterwards.
    func resume(_ state: inout State) {
        guard state.isSuspended else { return }
        state.isSuspended = false
        library.resume()
    }
}
