import Synchronization

/// The state that the library's callbacks share. There is one per server, with the server's lifetime.
final class HTTPServerCore: Sendable {
    let configuration: HTTPServerConfiguration
    let handler: HTTPHandler
    let connections = HTTPConnections()
    private let stopping = Atomic<Bool>(false)
    private let aborting = Atomic<Bool>(false)

    init(_ configuration: HTTPServerConfiguration, handler: @escaping HTTPHandler) {
        self.configuration = configuration
        self.handler = handler
    }

    /// Whether responses close their connections and idle connections are closed.
    var isStopping: Bool { stopping.load(ordering: .sequentiallyConsistent) }

    /// Whether the stop deadline has passed, after which no connection may be suspended.
    var isAborting: Bool { aborting.load(ordering: .acquiring) }

    func beginStop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
    }

    /// Closes connections as they become idle. Returns when none is left or the task is cancelled.
    func drain() async {
        await withTaskGroup { group in
            group.addTask { await self.connections.waitUntilEmpty() }
            group.addTask {
                while !Task.isCancelled {
                    // Repeated, because the library misses an end of stream that arrives together with data until there
                    // is more activity on the socket: it takes a read that does not fill its buffer for the last one.
                    self.connections.closeIdle()
                    try? await Task.sleep(for: .milliseconds(50))
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// The order matters: an exchange that the second statement misses has not yet checked the flag of the first.
    func abortAll() {
        aborting.store(true, ordering: .sequentiallyConsistent)
        connections.abortAll()
    }

    func opened(_ connection: HTTPConnection) {
        connections.add(connection)
        // The connection was accepted while the server stopped listening.
        if isStopping { connection.close() }
    }

    /// Called on the library's thread when an exchange has ended.
    func ended(_ connection: HTTPConnection) {
        connection.end()
        if isStopping { connection.close() }
    }
}
