import Executors
import Synchronization

/// One request and its answer: the meeting place of the library's thread, which calls for every step of the request, and
/// of the task in which the handler runs.
///
/// The library's thread never waits. It lets the connection sleep (`suspend`) when it is the handler's turn, and the task
/// wakes it (`resume`). One lock holds both and the present phase, since between a look at the phase and the call that
/// follows from it the other side must not move: a connection that is put to sleep twice, or woken when awake, corrupts
/// the library's lists.
///
/// The library owns the exchange from the request's first line (`init`) to the completed callback, and calls nothing of
/// it later.
final class HTTPExchange: Sendable {
    enum Phase {
        /// The head is coming.
        case head
        /// A short body is being read; the handler begins when all of it is there.
        case buffering
        /// The handler is at work, and has not asked for the body.
        case held
        /// The body is coming, and the handler reads it.
        case receiving
        /// The request is all here.
        case received
        /// The answer waits until the rest of the body has come, which is thrown away; so much of it at most.
        case draining(Int)
        /// The answer was sent past the library; the rest of the body is thrown away until the client sees it.
        case farewell(Int)
        /// The library has the answer.
        case answering
        /// The request is done with, or the connection gone.
        case over
    }

    struct State {
        var phase = Phase.head
        /// The connection sleeps, and we have not asked for its waking.
        var isSuspended = false
        /// The connection is to be closed at the next call.
        var isCut = false
        /// Until its handler begins.
        var request: HTTPRequest?
        var answer: PreparedAnswer?
        /// The handler's task, and whether it is to be cancelled.
        var handler: Task<Void, Never>?
        var isAbandoned = false
        var body = BodyState()
        var stream = StreamState()
    }

    let core: HTTPServerCore
    let connection: HTTPConnection
    let library: LibraryConnection
    /// The target as it came; where it ended in the library's buffer, for the first call only.
    let target: Result<RequestTarget, HTTPRefusal>
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

    /// What the library is to do with the connection.
    enum Verdict {
        case goOn
        case close
    }

    /// The library's access handler.
    func called(_ call: LibraryCall) -> Verdict {
        let (verdict, request) = state.withLock { state -> (Verdict, HTTPRequest?) in
            // The library calls again while the connection sleeps, with bytes that it has already (chunked bodies).
            guard !state.isSuspended else { return (.goOn, nil) }
            guard !state.isCut else { return (.close, nil) }
            let verdict = call.bytes.isEmpty ? step(&state, call) : take(&state, call)
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

    /// Not under the lock, which what runs at a task's cancellation takes.
    func cancelHandler() {
        state.withLock { state in
            state.isAbandoned = true
            return state.handler
        }?.cancel()
    }

    /// A call without bytes: before the body, or after it.
    private func step(_ state: inout State, _ call: LibraryCall) -> Verdict {
        switch state.phase {
        case .head:
            return receiveHead(&state, call)
        case .buffering:
            state.request?.body = HTTPBody(state.body.takeIncoming())
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
        case .farewell:
            return .close
        case .answering, .over:
            return .goOn
        }
    }

    /// The request is all here: sends its answer, or waits for it.
    private func proceed(_ state: inout State) -> Verdict {
        guard state.answer == nil else { return queue(&state) }
        return suspend(&state)
    }

    /// Puts the connection to sleep. A handler that has not begun does so now.
    func suspend(_ state: inout State) -> Verdict {
        // Asked under the lock that a cut takes after it set this: nothing goes to sleep that nobody would wake.
        guard !core.isCutting else { return .close }
        library.suspend()
        state.isSuspended = true
        connection.stage.store(.answer, ordering: .relaxed)
        return .goOn
    }

    /// From any thread. Afterwards the library may be done with the connection at any moment.
    func resume(_ state: inout State) {
        guard state.isSuspended else { return }
        state.isSuspended = false
        library.resume()
    }
}
