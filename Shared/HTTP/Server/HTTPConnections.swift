// The library's header brings the system's socket declarations too, and either module may be the one that has them.
import CMicroHTTPD
import Executors
import Glibc
import Synchronization

/// All open connections of a server, and the watch over those that keep it waiting.
///
/// The library's own timeout only sees whether anything moves: a client that sends a byte now and then would hold its
/// connection for hours. So the watch counts, about once a second, how long each connection waits for its client, and
/// shuts the socket of one that is over its time; the library then closes it as if the client had left.
///
/// The lock is taken when a connection opens or closes and by the watch, never by a request. A socket in the table is
/// open: the library closes it only after the connection was taken out.
final class HTTPConnections: Sendable {
    private struct Entry {
        let connection: HTTPConnection
        var finished = 0
        /// What the time in `waited` was spent on.
        var stage = HTTPConnection.Stage.head
        var waited = Duration.zero

        /// Counts the time, and tells whether it was too long.
        mutating func watch(_ elapsed: Duration, _ configuration: HTTPServerConfiguration) -> Bool {
            let now = connection.stage.load(ordering: .relaxed)
            let finished = connection.finished.load(ordering: .relaxed)
            // Our own time is nobody's fault; what the client took before it still counts.
            guard now != .answer else { return false }
            if now != stage || finished != self.finished { waited = .zero }
            (stage, self.finished) = (now, finished)
            waited += elapsed
            switch now {
            case .answer: return false
            case .head: return waited > configuration.headTimeout
            case .farewell: return waited > configuration.farewellTimeout
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

    /// One look of the watch, `elapsed` after the last.
    func watch(elapsed: Duration, configuration: HTTPServerConfiguration) {
        state.withLock { state in
            for socket in state.entries.keys where state.entries[socket]?.watch(elapsed, configuration) == true {
                state.entries[socket]?.connection.close()
            }
        }
    }

    /// Ends every connection that waits for a request. What a client had sent before is still read and answered.
    func closeIdle() {
        state.withLock { state in
            for entry in state.entries.values {
                switch entry.connection.stage.load(ordering: .relaxed) {
                case .head, .farewell: entry.connection.close()
                case .body, .answer: break
                }
            }
        }
    }

    /// Ends every connection, whatever it is doing.
    func cutAll() {
        state.withLock { state in
            for (socket, entry) in state.entries {
                entry.connection.cut()
                shutdown(socket, Int32(SHUT_RDWR))
            }
        }
    }

    /// Returns when no connection is left, or the task is cancelled.
    func waitUntilEmpty() async {
        await emptied.wait { count == 0 }
    }
}
