import Synchronization

/// What the library's callbacks share: one a server, and as long as it.
final class HTTPServerCore: Sendable {
    let configuration: HTTPServerConfiguration
    let handler: HTTPHandler
    let connections = HTTPConnections()
    private let stopping = Atomic<Bool>(false)
    private let cutting = Atomic<Bool>(false)

    init(_ configuration: HTTPServerConfiguration, handler: @escaping HTTPHandler) {
        self.configuration = configuration
        self.handler = handler
    }

    /// Answers close their connections, and a connection that becomes idle is closed.
    var isStopping: Bool { stopping.load(ordering: .sequentiallyConsistent) }

    /// The stop's time has run out: no connection may be put to sleep any more.
    var isCutting: Bool { cutting.load(ordering: .acquiring) }

    func beginStop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
    }

    /// Closes connections as they become idle; returns when none is left, or the task is cancelled.
    func drain() async {
        await withTaskGroup { group in
            group.addTask { await self.connections.waitUntilEmpty() }
            group.addTask {
                while !Task.isCancelled {
                    // Again and again: the library overlooks an end that it meets together with bytes (it takes a read
                    // that does not fill its buffer for the last), until the socket stirs once more.
                    self.connections.closeIdle()
                    try? await Task.sleep(for: .milliseconds(50))
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// The order matters: an exchange that the second line misses has not yet looked at what the first sets.
    func cutAll() {
        cutting.store(true, ordering: .sequentiallyConsistent)
        connections.cutAll()
    }

    func opened(_ connection: HTTPConnection) {
        connections.add(connection)
        // Accepted while the listening side was closing.
        if isStopping { connection.close() }
    }

    /// On the library's thread, when an exchange is over.
    func ended(_ connection: HTTPConnection) {
        connection.end()
        if isStopping { connection.close() }
    }
}
