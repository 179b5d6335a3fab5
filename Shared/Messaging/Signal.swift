import Executors

/// Lets tasks sleep until something happened or a time has passed. A raise wakes all that wait; one before the wait is not
/// lost; several raises before one wait are one.
package final class Signal: Sendable {
    private struct State {
        var isRaised = false
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter: UInt64 = 0
    }

    private let state = Monitor(State())

    package init() {}

    /// How many tasks wait at this moment.
    package var waiting: Int { state.withLock { $0.waiters.count } }

    package func raise() {
        let waiters = state.withLock { state in
            if state.waiters.isEmpty { state.isRaised = true }
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }

    /// Returns at once when it was raised while nobody waited. Cancellation ends the wait.
    package func wait(atMost limit: Duration) async {
        if takeRaise() || limit <= .zero || Task.isCancelled { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.waitForRaise() }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        _ = takeRaise()
    }

    private func takeRaise() -> Bool {
        state.withLock { state in
            defer { state.isRaised = false }
            return state.isRaised
        }
    }

    private func waitForRaise() async {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let resumes = state.withLock { state in
                    if state.isRaised || Task.isCancelled { return true }
                    state.waiters[waiter] = continuation
                    return false
                }
                if resumes { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume()
        }
    }
}
