import CLibPQ
import Executors

/// Stops the statement that runs on a connection, from any thread, and never a later one.
///
/// `PQcancel` opens a second connection and blocks, so it runs on one thread that all connections share. The server
/// knows only the connection, not the statement: each operation therefore has a number, a request for another number is
/// dropped, and an operation does not end while a request for it is on its way.
final class CancelGate: Sendable {
    enum Reason: Sendable {
        /// The task was cancelled.
        case task
        /// The deadline passed.
        case deadline
    }

    private struct State {
        var operation: UInt64 = 0
        var isRunning = false
        var reason: Reason?
        var isInFlight = false
        var handle: CancelHandle?
    }

    private static let thread = ThreadExecutor(name: "pg-cancel")
    private let state = Monitor(State())

    /// Set when connected, nil when closed.
    func use(_ handle: CancelHandle?) {
        state.withLock { $0.handle = handle }
    }

    /// The number of the operation that starts now.
    func begin() -> UInt64 {
        state.withLock { state in
            state.operation += 1
            state.isRunning = true
            state.reason = nil
            return state.operation
        }
    }

    /// Asks the server to stop the operation, if it is still the one that runs. The first reason stays.
    func request(_ operation: UInt64, _ reason: Reason) {
        let handle = state.withLock { state -> CancelHandle? in
            guard state.operation == operation, state.isRunning, state.reason == nil else { return nil }
            state.reason = reason
            state.isInFlight = state.handle != nil
            return state.handle
        }
        guard let handle else { return }
        Self.thread.submit { [state] in
            handle.cancel()
            state.withLock { $0.isInFlight = false }
            state.notifyAll()
        }
    }

    /// Why the running operation is being stopped, nil when it is not.
    var reason: Reason? {
        state.withLock { $0.reason }
    }

    /// Ends the operation, waiting for a request on its way. When it does not come back in time the connection must go:
    /// the request could hit whatever runs on it next.
    func end() -> (reason: Reason?, isSettled: Bool) {
        let reason = state.withLock { state in
            state.isRunning = false
            return state.reason
        }
        guard reason != nil else { return (nil, true) }
        let settled: Void? = state.wait(until: .after(.seconds(2))) { $0.isInFlight ? nil : () }
        return (reason, settled != nil)
    }
}

/// libpq's key for cancelling on one connection; outlives the connection harmlessly.
final class CancelHandle: @unchecked Sendable {  // PQcancel only reads it, from any thread
    private let key: OpaquePointer

    init?(of connection: OpaquePointer) {
        guard let key = PQgetCancel(connection) else { return nil }
        self.key = key
    }

    deinit {
        PQfreeCancel(key)
    }

    func cancel() {
        // What went wrong does not matter: the statement then runs into its time limit.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            _ = PQcancel(key, buffer.baseAddress, 256)
        }
    }
}
