import Synchronization

/// Lets one task sleep until it is woken, its time is over, or it is cancelled. Wakes are not lost: one that comes while
/// nobody sleeps ends the next sleep at once.
package final class Wakeup: Sendable {
    private struct State {
        var isSet = false
        var sleeper: Task<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    package func wake() {
        state.withLock { state in
            state.isSet = true
            state.sleeper?.cancel()
        }
    }

    /// One sleeper at a time.
    package func wait(upTo duration: Duration) async {
        let sleeper = Task<Void, Never> { try? await Task.sleep(for: duration) }
        state.withLock { state in
            if state.isSet { sleeper.cancel() }
            state.sleeper = sleeper
        }
        await withTaskCancellationHandler {
            await sleeper.value
        } onCancel: {
            sleeper.cancel()
        }
        state.withLock { state in
            state.isSet = false
            state.sleeper = nil
        }
    }
}
