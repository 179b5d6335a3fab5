package import Contracts
import Executors
package import Observability
package import Postgres
import Synchronization

/// A service's journal: the one way in which its transactions commit, and with them what they publish (rules W1, W2).
///
/// One a service. The relay sends what stands in it; `wake` lets it know without a poll.
package final class Journal: Sendable {
    package let service: ServiceName
    package let database: PostgresClient
    /// Bytes of a record's value; a little under the broker's default `max.message.bytes`, as headers count too.
    package let payloadLimit: Int

    /// A bare closure in a mutex is wrapped anew each time it is looked at, so calling it would cost more with every commit.
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

    /// Runs `body` in a transaction and commits it together with what it published; then wakes the relay.
    ///
    /// A serialization failure or deadlock runs `body` again, so it must decide anew from what it reads and leave nothing
    /// outside of the transaction. Other errors roll back and are thrown as `PostgresClient.transaction` throws them.
    package func update<R: Sendable>(
        trace: TraceContext? = nil, _ body: @Sendable (UnitOfWork) async throws -> R
    ) async throws -> R {
        var backoff = Backoff(initial: .milliseconds(5), maximum: .milliseconds(200), jitter: 0.5)
        var attempt = 1
        while true {
            do {
                return try await attemptUpdate(trace: trace, body)
            } catch let error where attempt < 8 && Failure.mayRunAgain(error) {
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

    /// Gives the draft's statements to the transaction, to travel with its COMMIT.
    func finish(_ unit: UnitOfWork) throws {
        let contents = try unit.draft.take()
        for statement in contents.statements { unit.sql.enqueue(statement) }
        if !contents.isEmpty { unit.sql.onCommit { [self] in wake() } }
        CrashPoint.hit(.beforeCommit)
    }

    /// Tells the relay of this process that there is something to send; does nothing when none runs here.
    package func wake() {
        waker.withLock { $0 }?.wake()
    }

    func onWake(_ action: (@Sendable () -> Void)?) {
        waker.withLock { $0 = action.map(Waker.init) }
    }
}
