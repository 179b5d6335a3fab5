/// Suspends tasks until something has happened elsewhere: the async counterpart of `Monitor`'s wait.
///
/// A raise wakes every task that waits. A waiter reads `raises` before it looks at what may have changed, so a raise
/// between the look and the wait is never lost, however many tasks wait:
/// ```swift
/// let seen = signal.raises
/// guard queue.isEmpty else { … }
/// await signal.wait(since: seen, atMost: .seconds(5))
/// ```
package final class AsyncSignal: Sendable {
    private struct State {
        var raises: UInt64 = 0
        /// A waiter is here from the moment at which it finds no raise; its continuation follows.
        var waiters: [UInt64: CheckedContinuation<Void, Never>?] = [:]
        var lastWaiter: UInt64 = 0
    }

    private let state = Monitor(State())

    package init() {}

    /// How often the signal was raised so far.
    package var raises: UInt64 { state.withLock { $0.raises } }

    /// The number of tasks that wait at this moment.
    package var waiting: Int { state.withLock { $0.waiters.count } }

    /// Wakes every task that waits. May be called from any thread.
    package func raise() {
        let waiters = state.withLock { state in
            state.raises += 1
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter?.resume() }
    }

    /// Returns after a raise later than `seen`, when `limit` has passed, or when the task is cancelled.
    package func wait(since seen: UInt64, atMost limit: Duration? = nil) async {
        if let limit, limit <= .zero { return }
        guard let waiter = enter(since: seen) else { return }
        guard let limit else { return await suspend(waiter) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await Task.sleep(for: limit)
                self.wake(waiter)
            }
            await suspend(waiter)
            group.cancelAll()
        }
    }

    /// Returns when `condition` holds, which is checked at once and after each raise, when `limit` has passed, or when
    /// the task is cancelled.
    package func wait(atMost limit: Duration? = nil, until condition: () -> Bool) async {
        let deadline = limit.map(Deadline.after) ?? .never
        while true {
            let seen = raises
            guard !condition(), !deadline.hasPassed, !Task.isCancelled else { return }
            await wait(since: seen, atMost: deadline.isNever ? nil : deadline.remaining)
        }
    }

    /// - Returns: nil when the signal was raised later than `seen`.
    private func enter(since seen: UInt64) -> UInt64? {
        state.withLock { state in
            guard state.raises == seen else { return nil }
            state.lastWaiter += 1
            state.waiters[state.lastWaiter] = .some(nil)
            return state.lastWaiter
        }
    }

    /// Returns at once when the waiter was woken between `enter` and now.
    private func suspend(_ waiter: UInt64) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWoken = state.withLock { state in
                    guard state.waiters[waiter] != nil else { return true }
                    state.waiters[waiter] = continuation
                    return false
                }
                if isWoken { continuation.resume() }
            }
        } onCancel: {
            wake(waiter)
        }
    }

    private func wake(_ waiter: UInt64) {
        let continuation = state.withLock { $0.waiters.removeValue(forKey: waiter) ?? nil }
        continuation?.resume()
    }
}
