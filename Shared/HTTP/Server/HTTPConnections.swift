// The library's header also declares the system's socket functions, so either module may provide them.
import CMicroHTTPD
import Executors
import Glibc
import Synchronization

/// The open connections of a server, and a check for clients that keep it waiting.
///
/// The library's own timeout only detects inactivity: a client that sends a byte now and then would hold its connection
/// for hours. About once a second the check adds up how long each connection has waited for its client and shuts down
/// sockets that exceed their limit. The library then closes the connection as if the client had disconnected.
///
/// The lock is taken when a connection opens or closes and by the check, never by a request. A socket in the table is
/// open: the library closes it only after the connection was removed.
final class HTTPConnections: Sendable {
    private struct Entry {
        let connection: HTTPConnection
        var finished = 0
        /// The stage that `waited` refers to.
        var stage = HTTPConnection.Stage.head
        var waited = Duration.zero

        /// Adds the elapsed time and returns whether the client has exceeded its limit.
        mutating func watch(_ elapsed: Duration, _ configuration: HTTPServerConfiguration) -> Bool {
            let now = connection.stage.load(ordering: .relaxed)
            let finished = connection.finished.load(ordering: .relaxed)
            // Time that the server takes does not count. Time that the client took before it still counts.
            guard now != .answer else { return false }
            if now != stage || finished != self.finished { waited = .zero }
            (stage, self.finished) = (now, finished)
            waited += elapsed
            switch now {
            case .answer: return false
            case .head: return waited > configuration.headTimeout
            case .lingering: return waited > configuration.lingerTimeout
            case .body:
                let earned = connection.received.load(ordering: .relaxed) / max(1, configuration.minimumBodyRate)
                return waited > configuration.idleTimeout + .seconds(earned)
            }
        }
    }

    private struct State {
        var entries: [Int32: Entry] = [:]
    }

    private let state = Monitor(State())
    /// Raised when the last connection was taken out.
    private let emptied = AsyncSignal()

    func add(_ connection: HTTPConnection) {
        state.withLock { $0.entries[connection.socket] = Entry(connection: connection) }
    }

    func remove(_ connection: HTTPConnection) {
        let isEmpty = state.withLock { state in
            state.entries[connection.socket] = nil
            return state.entries.isEmpty
        }
        if isEmpty { emptied.raise() }
    }

    var count: Int { state.withLock { $0.entries.count } }

    /// Checks all connections. `elapsed` is the time since the previous check.
    func watch(elapsed: Duration, configuration: HTTPServerConfiguration) {
        state.withLock { state in
            for socket in state.entries.keys where state.entries[socket]?.watch(elapsed, configuration) == true {
                state.entries[socket]?.connection.close()
            }
        }
    }

    /// Closes every connection that waits for a request. Requests that have already been received are still answered.
    func closeIdle() {
        state.withLock { state in
            for entry in state.entries.values {
                switch entry.connection.stage.load(ordering: .relaxed) {
                case .head, .lingering: entry.connection.close()
                case .body, .answer: break
                }
            }
        }
    }

    /// Aborts every connection.
    func abortAll() {
        state.withLock { state in
            for (socket, entry) in state.entries {
                entry.connection.abort()
                shutdown(socket, Int32(SHUT_RDWR))
            }
        }
    }

    /// Returns when no connection is left or the task is cancelled.
    func waitUntilEmpty() async {
        await emptied.wait { count == 0 }
    }
}
