package import Executors
import Synchronization

/// One connection to PostgreSQL on a thread of its own. Its calls wait in line: one statement or pipeline at a time.
///
/// Services use `PostgresClient`. A connection by itself is for work that needs one session, such as the relay's.
/// Cancelling the task that waits for an answer stops the statement at the server and throws `CancellationError`; the
/// connection is then as good as before, outside of a transaction that was under way.
///
/// ```swift
/// let connection = try await PostgresConnection.connect(configuration, name: "relay")
/// let rows = try await connection.query("SELECT pg_backend_pid()")
/// await connection.close()
/// ```
package actor PostgresConnection {
    nonisolated let executor: ThreadExecutor
    private let gate = CancelGate()
    private var link: Link?
    private nonisolated let clean = Atomic(false)

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private init(name: String) {
        executor = ThreadExecutor(name: name)
    }

    /// Connects and sets up the session: UTC, our time limits, the role and the search path of the configuration.
    ///
    /// - Parameter name: the thread's name.
    /// - Throws: `PostgresError(.connection)`.
    package static func connect(
        _ configuration: PostgresConfiguration, name: String = "postgres", observer: any PostgresObserver = NoObserver()
    ) async throws -> PostgresConnection {
        let connection = PostgresConnection(name: name)
        do {
            try await connection.open(configuration, observer)
        } catch {
            await connection.close()
            throw error
        }
        return connection
    }

    private func open(_ configuration: PostgresConfiguration, _ observer: any PostgresObserver) throws {
        link = try Link(configuration, gate: gate, observer: observer)
        do throws(PipelineFailure) {
            _ = try run(.pipeline([configuration.sessionSettings]), deadline: .after(configuration.connectTimeout))
        } catch {
            throw error.error
        }
    }

    /// The rows of one statement.
    package func query(_ query: Query, deadline: Deadline? = nil) async throws -> [Row] {
        try await pipeline([query], deadline: deadline).last?.rows ?? []
    }

    /// How many rows one statement touched.
    @discardableResult
    package func execute(_ query: Query, deadline: Deadline? = nil) async throws -> Int {
        try await pipeline([query], deadline: deadline).last?.affectedRows ?? 0
    }

    /// The rows of each statement, sent in one round trip. Outside a transaction all of them are one.
    package func batch(_ queries: [Query], deadline: Deadline? = nil) async throws -> [[Row]] {
        try await pipeline(queries, deadline: deadline).map(\.rows)
    }

    /// Several statements in one text, without values; what rows they give is dropped.
    package func script(_ sql: String, deadline: Deadline? = nil) async throws {
        _ = try await perform(.script(sql), deadline: deadline)
    }

    /// Runs the body in a transaction: COMMIT when it returns, ROLLBACK when it throws. See
    /// `PostgresClient.transaction`.
    package nonisolated func transaction<R>(
        _ options: TransactionOptions = .default, deadline: Deadline? = nil,
        _ body: (Transaction) async throws -> R
    ) async throws -> R {
        try await withTaskExecutorPreference(executor) {
            try await Transaction.run(on: self, options, deadline: deadline, body)
        }
    }

    /// The process that serves us, as `pg_stat_activity` and `pg_terminate_backend` know it.
    package var backendProcess: Int32? { link?.backendProcess }

    /// Ends the session; a transaction under way is rolled back by the server.
    package func close() {
        link = nil
        clean.store(false, ordering: .releasing)
        executor.shutdown()
    }

    /// Connected, and in no transaction: fit for another caller.
    nonisolated var isClean: Bool { clean.load(ordering: .acquiring) }

    /// For a pooled connection that lay idle: throws before anything is sent when it was lost meanwhile.
    func checkFresh() throws(StaleConnection) {
        guard let link, !link.isStale else {
            clean.store(false, ordering: .releasing)
            throw StaleConnection()
        }
    }

    /// Ends what transaction a caller left behind.
    func cleanUp() async {
        guard let link, link.isInTransaction, !link.isBroken else { return }
        _ = try? await pipeline(["ROLLBACK"], deadline: .after(.seconds(5)), isCancellable: false)
    }

    /// - Throws: `StaleConnection` when `isPooled` and the connection was lost before.
    func pipeline(
        _ queries: [Query], deadline: Deadline?, isPooled: Bool = false, isCancellable: Bool = true
    ) async throws -> [ResultSet] {
        guard !queries.isEmpty else { return [] }
        if isPooled { try checkFresh() }
        return try await perform(.pipeline(queries), deadline: deadline, isCancellable: isCancellable)
    }

    /// - Throws: `PostgresError`, or `CancellationError` when the statement was stopped with its task.
    private func perform(
        _ command: Command, deadline: Deadline?, isCancellable: Bool = true
    ) async throws -> [ResultSet] {
        do {
            return try await attempt(command, deadline: deadline, isCancellable: isCancellable)
        } catch let failure as PipelineFailure {
            throw failure.error
        }
    }

    /// As `perform`, with a `PipelineFailure` that tells the place.
    func attempt(
        _ command: Command, deadline: Deadline?, isCancellable: Bool = true
    ) async throws -> [ResultSet] {
        guard isCancellable else { return try run(command, deadline: deadline) }
        try Task.checkCancellation()
        let operation = gate.begin()
        do {
            return try await withTaskCancellationHandler {
                try run(command, deadline: deadline, operation: operation)
            } onCancel: {
                gate.request(operation, .task)
            }
        } catch let failure as PipelineFailure where failure.stop == .task {
            throw CancellationError()
        }
    }

    /// Blocks this connection's thread until the work is done.
    private func run(
        _ command: Command, deadline: Deadline?, operation: UInt64? = nil
    ) throws(PipelineFailure) -> [ResultSet] {
        let operation = operation ?? gate.begin()
        guard let link, !link.isBroken else {
            _ = gate.end()
            let error = PostgresError(self.link == nil ? .closed : .connection, "the connection is closed")
            throw PipelineFailure(error: error, index: 0, isConnectionLost: true, isNothingSent: true)
        }
        let deadline = deadline ?? .never
        guard !deadline.hasPassed else {
            _ = gate.end()
            throw PipelineFailure(error: PostgresError(.deadline), index: 0, isConnectionLost: false)
        }
        let outcome = link.result(of: command, Link.Limit(deadline: deadline, operation: operation))
        let (reason, isSettled) = gate.end()
        if !isSettled { link.isBroken = true }
        if reason != nil, !outcome.wasCancelled { absorbLateCancel(link) }
        clean.store(link.isClean, ordering: .releasing)
        do {
            return try outcome.get()
        } catch {
            guard let reason, outcome.wasCancelled else { throw error }
            var stopped = error
            stopped.stop = reason
            stopped.error = PostgresError(.deadline, "the statement was stopped at the server")
            stopped.error.query = error.error.query
            throw stopped
        }
    }

    /// A cancel that came after the statement's end may still be on its way to the server's process: let it hit
    /// nothing.
    private func absorbLateCancel(_ link: Link) {
        guard !link.isBroken else { return }
        let limit = Link.Limit(deadline: .after(.seconds(5)), operation: gate.begin())
        _ = link.result(of: .pipeline(["SELECT"]), limit)
        _ = gate.end()
    }
}

extension Result<[ResultSet], PipelineFailure> {
    fileprivate var wasCancelled: Bool {
        if case .failure(let failure) = self { failure.error.sqlState == .queryCanceled } else { false }
    }
}

/// A pooled connection was lost while it lay idle; another one does.
struct StaleConnection: Error {}
