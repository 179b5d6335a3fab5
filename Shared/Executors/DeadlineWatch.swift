/// Cancels many tasks whose deadlines have passed, with a single timer.
///
/// `withDeadline` starts two child tasks and a timer for each call, which is expensive on the path of every request. A
/// watch registers the current task while its body runs, and one sweep checks all of them. A deadline is observed to
/// within `interval`.
package final class DeadlineWatch: Sendable {
    private struct Entry {
        let deadline: ContinuousClock.Instant
        let task: Handle?
        var hasExpired = false
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        var next: UInt64 = 0
        var sweep: Task<Void, Never>?
    }

    /// A running task. It is cancelled only under the lock and removed under the lock before it ends, so it is alive
    /// whenever it is used. `cancel` is one of the calls that other tasks may make.
    private struct Handle: @unchecked Sendable {
        let task: UnsafeCurrentTask
    }

    private let interval: Duration
    private let state = Monitor(State())

    package init(interval: Duration = .milliseconds(100)) {
        self.interval = interval
    }

    /// Runs `body` in the caller's task and cancels that task when the time is over. An error that `body` throws after
    /// that becomes `DeadlineExceeded`. If `body` finishes in spite of its cancellation, its result is returned.
    package func run<T>(within time: Duration, _ body: () async throws -> T) async throws -> T {
        let id = begin(.now + time)
        do {
            let result = try await body()
            _ = end(id)
            return result
        } catch {
            throw end(id) ? DeadlineExceeded() : error
        }
    }

    private func begin(_ deadline: ContinuousClock.Instant) -> UInt64 {
        withUnsafeCurrentTask { task in
            let handle = task.map(Handle.init)
            return state.withLock { state in
                state.next += 1
                state.entries[state.next] = Entry(deadline: deadline, task: handle)
                if state.sweep == nil {
                    state.sweep = Task { [weak self, interval] in await Self.sweep(self, interval) }
                }
                return state.next
            }
        }
    }

    /// - Returns: whether the watch has cancelled the task.
    private func end(_ id: UInt64) -> Bool {
        state.withLock { $0.entries.removeValue(forKey: id)?.hasExpired ?? false }
    }

    private static func sweep(_ watch: @autoclosure () -> DeadlineWatch?, _ interval: Duration) async {
        while true {
            try? await Task.sleep(for: interval)
            guard let watch = watch(), watch.cancelExpired() else { return }
        }
    }

    /// - Returns: whether tasks remain to be watched.
    private func cancelExpired() -> Bool {
        let now = ContinuousClock.now
        return state.withLock { state in
            for (id, entry) in state.entries where entry.deadline <= now && !entry.hasExpired {
                state.entries[id]?.hasExpired = true
                entry.task?.task.cancel()
            }
            if state.entries.isEmpty { state.sweep = nil }
            return !state.entries.isEmpty
        }
    }

    /// The number of watched tasks.
    var count: Int { state.withLock { $0.entries.count } }
}
