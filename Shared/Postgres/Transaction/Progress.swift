import Executors

/// How far a transaction has come: what waits to be sent, and what to do once it is committed.
///
/// Locked, because a body may use its transaction from several tasks.
final class Progress: Sendable {
    struct End {
        /// To be sent before COMMIT; BEGIN is the first of them when it was not sent yet.
        let statements: [Query]
        let actions: [@Sendable () -> Void]
        /// BEGIN was sent.
        let hasBegun: Bool
        /// Nothing was ever asked of the transaction: then there is nothing to commit either.
        var isUnused: Bool { !hasBegun && statements.count == 1 }
    }

    private struct State {
        var waiting: [Query]
        var actions: [@Sendable () -> Void] = []
        var hasBegun = false
        var hasEnded = false
    }

    private let state: Monitor<State>

    init(begin: Query) {
        state = Monitor(State(waiting: [begin]))
    }

    func enqueue(_ query: Query) {
        state.withLock { state in
            // Silently dropping a write would be worse.
            precondition(!state.hasEnded, "a statement for a transaction that has ended")
            state.waiting.append(query)
        }
    }

    func add(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.actions.append(action) }
    }

    /// What to send now: all that waits, then these.
    func next(_ queries: [Query]) throws(PostgresError) -> [Query] {
        try state.withLock { state throws(PostgresError) in
            guard !state.hasEnded else { throw PostgresError(.closed, "the transaction has ended") }
            defer {
                state.waiting = []
                state.hasBegun = true
            }
            return state.waiting.isEmpty ? queries : state.waiting + queries
        }
    }

    func end() -> End {
        state.withLock { state in
            state.hasEnded = true
            return End(statements: state.waiting, actions: state.actions, hasBegun: state.hasBegun)
        }
    }
}
