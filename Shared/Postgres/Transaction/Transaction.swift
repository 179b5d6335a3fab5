import Executors

/// A transaction under way: what the body of `PostgresClient.transaction` works with.
///
/// BEGIN waits for the first statement and travels with it; what is enqueued waits for the next statement or for
/// COMMIT, so a transaction that reads once and writes at its end takes two round trips. Of no use after its body has
/// ended.
package struct Transaction: Sendable {
    private let connection: PostgresConnection
    private let deadline: Deadline?
    private let progress: Progress

    init(_ connection: PostgresConnection, _ options: TransactionOptions, deadline: Deadline?) {
        self.connection = connection
        self.deadline = deadline
        progress = Progress(begin: options.begin)
    }

    /// The rows of one statement.
    ///
    /// - Throws: `PostgresError`, which may be that of a statement enqueued before. After it only the transaction's end
    ///   works.
    package func query(_ query: Query) async throws -> [Row] {
        try await send([query]).last?.rows ?? []
    }

    /// How many rows one statement touched.
    @discardableResult
    package func execute(_ query: Query) async throws -> Int {
        try await send([query]).last?.affectedRows ?? 0
    }

    /// The rows of each statement, sent in one round trip.
    package func batch(_ queries: [Query]) async throws -> [[Row]] {
        try await send(queries).suffix(queries.count).map(\.rows)
    }

    /// Enqueues a statement whose result is not needed. It is sent before the next one, or together with COMMIT, which
    /// throws its error.
    package func enqueue(_ query: Query) {
        progress.enqueue(query)
    }

    /// Runs the action once COMMIT has succeeded, before `transaction` returns; never otherwise.
    package func onCommit(_ action: @escaping @Sendable () -> Void) {
        progress.add(action)
    }

    /// Several statements in one text, without values.
    package func script(_ sql: String) async throws {
        _ = try await send([])
        try await connection.script(sql, deadline: deadline)
    }

    private func send(_ queries: [Query]) async throws -> [ResultSet] {
        try await connection.pipeline(try progress.next(queries), deadline: deadline)
    }
}

extension Transaction {
    /// Runs the body and ends the transaction as the body ended. Called on the connection's thread, so that the body's
    /// statements change no thread.
    static func run<R>(
        on connection: PostgresConnection, _ options: TransactionOptions, deadline: Deadline?,
        _ body: (Transaction) async throws -> R
    ) async throws -> R {
        let transaction = Transaction(connection, options, deadline: deadline)
        let result: R
        do {
            result = try await body(transaction)
        } catch {
            try await transaction.rollBack(after: error)
            throw error
        }
        try await transaction.commit()
        return result
    }

    private func commit() async throws {
        let end = progress.end()
        if !end.isUnused {
            do {
                let results = try await connection.attempt(
                    .pipeline(end.statements + ["COMMIT"]), deadline: deadline, isCancellable: false)
                if results.last?.commandTag == "ROLLBACK" { throw TransactionError.commitOfFailed }
            } catch let failure as PipelineFailure {
                throw await error(of: failure, end)
            }
        }
        for action in end.actions { action() }
    }

    private func error(of failure: PipelineFailure, _ end: Progress.End) async -> TransactionError {
        var error = TransactionError(outcome: .rolledBack)
        if failure.index == 0, !end.hasBegun {
            error.begin = failure.error
        } else {
            error.commit = failure.error
        }
        if !failure.isConnectionLost {
            error.rollback = await sendRollback()
        } else if failure.mayHaveReached(end.statements.count) {
            error.outcome = .unknown
        }
        return error
    }

    private func rollBack(after body: any Error) async throws {
        guard progress.end().hasBegun, let error = await sendRollback() else { return }
        throw TransactionError(outcome: .rolledBack, body: body, rollback: error)
    }

    /// Nil when all is undone: the server does that itself when the connection is gone.
    private func sendRollback() async -> PostgresError? {
        do {
            _ = try await connection.attempt(
                .pipeline(["ROLLBACK"]), deadline: .after(.seconds(5)), isCancellable: false)
            return nil
        } catch let failure as PipelineFailure {
            return failure.isConnectionLost ? nil : failure.error
        } catch {
            return PostgresError(.connection, "\(type(of: error))")
        }
    }
}
