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
        connections.closeIdle()
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
