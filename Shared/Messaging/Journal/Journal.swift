package import Contracts
import Executors
package import Observability
package import Postgres
import Synchronization

/// A service's journal: the only way in which its transactions commit, together with what they publish (W1, W2).
///
/// There is one per service. The relay sends its rows, and `wake` notifies the relay without polling.
package final class Journal: Sendable {
    package let service: ServiceName
    package let database: PostgresClient
    /// The maximum size of a record's value in bytes; slightly below the broker's default `max.message.bytes`, because
    /// headers count as well.
    package let payloadLimit: Int

    /// Wraps the closure. A bare closure in a mutex is wrapped again at each access, which would make every commit more
    /// expensive.
    private struct Waker: Sendable {
        let wake: @Sendable () -> Void
    }

    private let waker = Mutex<Waker?>(nil)

    package static let defaultPayloadLimit = 900_000

    package init(service: ServiceName, database: PostgresClient, payloadLimit: Int = Journal.defaultPayloadLimit) {
        self.service = service
        self.database = database
        self.payloadLimit = payloadLimit
    }

    /// Runs `body` in a transaction, commits it together with the events that it published, and wakes the relay.
    ///
    /// After a serialization failure or deadlock `body` runs again, so it must decide from what it reads and must not
    /// have effects outside of the transaction. Other errors roll back and are rethrown as by
    /// `PostgresClient.transaction`.
    package func update<R: Sendable>(
        trace: TraceContext? = nil, _ body: @Sendable (UnitOfWork) async throws -> R
    ) async throws -> R {
        var backoff = Backoff(initial: .milliseconds(5), maximum: .milliseconds(200), jitter: 0.5)
        var attempt = 1
        while true {
            do {
                return try await attemptUpdate(trace: trace, body)
            } catch let error where attempt < 8 && Failure.isRetriable(error) {
                attempt += 1
                try await Task.sleep(for: backoff.next())
            }
        }
    }

    private func attemptUpdate<R: Sendable>(
        trace: TraceContext?, _ body: @Sendable (UnitOfWork) async throws -> R
    ) async throws -> R {
        let result = try await database.transaction { transaction in
            let unit = makeUnit(transaction, trace: trace)
            let result = try await body(unit)
            try finish(unit)
            return result
        }
        CrashPoint.hit(.afterCommit)
        return result
    }

    func makeUnit(_ transaction: Transaction, trace: TraceContext?) -> UnitOfWork {
        UnitOfWork(sql: transaction, trace: trace, draft: JournalDraft(payloadLimit: payloadLimit))
    }

    /// Passes the draft's statements to the transaction, which sends them with its COMMIT.
    func finish(_ unit: UnitOfWork) throws {
        let contents = try unit.draft.take()
        for statement in contents.statements { unit.sql.enqueue(statement) }
        if !contents.isEmpty { unit.sql.onCommit { [self] in wake() } }
        CrashPoint.hit(.beforeCommit)
    }

    /// Notifies the relay of this process that there are rows to send. Does nothing if no relay runs here.
    package func wake() {
        waker.withLock { $0 }?.wake()
    }

    func onWake(_ action: (@Sendable () -> Void)?) {
        waker.withLock { $0 = action.map(Waker.init) }
    }
}
