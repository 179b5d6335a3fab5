/// Told of what the pool and its connections do, for metrics and logs. Called on any thread; must be quick.
package protocol PostgresObserver: Sendable {
    /// A caller was given a connection after this time.
    func waited(_ duration: Duration)
    /// How many callers wait for a connection now.
    func waiting(_ count: Int)
    /// How many connections are open, and how many of them are in use.
    func connections(open: Int, inUse: Int)
    /// A caller was turned away: `.poolTimeout` or `.poolFull`.
    func refused(_ code: PostgresError.Code)
    /// A connection could not be made or was found dead.
    func connectionFailed(_ error: PostgresError)
    /// The server's notices and warnings.
    func notice(_ message: String)
}

extension PostgresObserver {
    package func waited(_ duration: Duration) {}
    package func waiting(_ count: Int) {}
    package func connections(open: Int, inUse: Int) {}
    package func refused(_ code: PostgresError.Code) {}
    package func connectionFailed(_ error: PostgresError) {}
    package func notice(_ message: String) {}
}

/// Observes nothing.
package struct NoObserver: PostgresObserver {
    package init() {}
}
