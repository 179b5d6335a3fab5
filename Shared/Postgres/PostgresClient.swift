package import Executors

/// The way of services to PostgreSQL: a pool of connections, each on its own thread.
///
/// ```swift
/// let client = PostgresClient(try PostgresConfiguration(url: url))
/// let seats = try await client.transaction { transaction in
///     let rows = try await transaction.query("SELECT taken FROM offering WHERE id = \(id) FOR UPDATE")
///     transaction.enqueue("UPDATE offering SET taken = taken + 1 WHERE id = \(id)")
///     return try rows[0].decode(Int.self) + 1
/// }
/// ```
///
/// Every call throws `PostgresError` (a transaction also `TransactionError`), or `CancellationError` when its task was
/// cancelled; the statement is then stopped at the server. Nothing is tried again here except on a connection that was
/// lost while idle, before anything was sent.
///
/// - `deadline` covers the wait for a connection and the work on it. Without one, the configuration's `poolDeadline`
///   and the server's own time limits hold.
package final class PostgresClient: Sendable {
    private let pool: ConnectionPool
    private let attempts: Int

    package init(_ configuration: PostgresConfiguration, observer: any PostgresObserver = NoObserver()) {
        pool = ConnectionPool(configuration, observer)
        // After a restart of the server each idle connection is found dead in its turn.
        attempts = max(1, configuration.poolSize) + 1
    }

    /// The rows of one statement.
    package func query(_ query: Query, deadline: Deadline? = nil) async throws -> [Row] {
        try await pipeline([query], deadline).last?.rows ?? []
    }

    /// How many rows one statement touched.
    @discardableResult
    package func execute(_ query: Query, deadline: Deadline? = nil) async throws -> Int {
        try await pipeline([query], deadline).last?.affectedRows ?? 0
    }

    /// The rows of each statement. All are sent in one round trip and are one transaction.
    @discardableResult
    package func batch(_ queries: [Query], deadline: Deadline? = nil) async throws -> [[Row]] {
        try await pipeline(queries, deadline).map(\.rows)
    }

    private func pipeline(_ queries: [Query], _ deadline: Deadline?) async throws -> [ResultSet] {
        try await lend(deadline) { connection in
            try await connection.pipeline(queries, deadline: deadline, isPooled: true)
        }
    }

    /// Runs the body in a transaction: COMMIT when it returns, ROLLBACK when it throws.
    ///
    /// The body runs once, on the connection's thread, so that its statements cost no change of thread; keep long work
    /// of other kinds out of it, as it holds the connection. Child tasks of the body run on that thread too, hence not
    /// while a statement is under way. Cancelling stops the body's statements, but not COMMIT.
    ///
    /// - Throws: the body's own error when all was rolled back after it; `TransactionError` when BEGIN, COMMIT or
    ///   ROLLBACK failed. Its `outcome` is `.unknown` when the connection was lost after COMMIT was sent.
    package func transaction<R>(
        _ options: TransactionOptions = .default, deadline: Deadline? = nil,
        _ body: (Transaction) async throws -> R
    ) async throws -> R {
        try await lend(deadline) { connection in
            try await withTaskExecutorPreference(connection.executor) {
                try await connection.checkFresh()
                return try await Transaction.run(on: connection, options, deadline: deadline, body)
            }
        }
    }

    /// Lends one connection for several steps on one session, such as an advisory lock. A transaction left open is
    /// rolled back; other settings of the session stay, so leave it as it was.
    package func withConnection<R>(
        deadline: Deadline? = nil, _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        try await lend(deadline) { connection in
            try await withTaskExecutorPreference(connection.executor) {
                try await connection.checkFresh()
                return try await body(connection)
            }
        }
    }

    /// Closes the pool. Waiting callers and later calls get `.closed`. Returns when the last used connection is
    /// returned.
    package func close() async {
        await pool.close()
    }

    /// `body` throws `StaleConnection` before it has done anything when the connection turns out to be dead.
    private func lend<R>(
        _ deadline: Deadline?, _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        for _ in 0..<attempts {
            let lease = try await pool.acquire(deadline ?? .never)
            do {
                let result = try await body(lease.connection)
                await pool.release(lease)
                return result
            } catch is StaleConnection {
                await pool.discard(lease)
            } catch {
                await pool.release(lease)
                throw error
            }
        }
        throw PostgresError(.connection, "connections are lost as soon as they are made")
    }
}
