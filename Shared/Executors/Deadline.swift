/// A moment by which something must be done, on the clock that nobody sets; it counts time asleep too.
///
/// Made once at the edge (a request, a job) and passed down, so that nested steps share one budget.
package struct Deadline: Hashable, Comparable, Sendable {
    /// Nil: never.
    package let instant: ContinuousClock.Instant?

    private init(_ instant: ContinuousClock.Instant?) {
        self.instant = instant
    }

    package static func after(_ duration: Duration) -> Deadline {
        Deadline(ContinuousClock.now + duration)
    }

    package static func at(_ instant: ContinuousClock.Instant) -> Deadline {
        Deadline(instant)
    }

    package static let never = Deadline(nil)

    package var isNever: Bool { instant == nil }

    /// What is left, never negative; a very long time for `never`.
    package var remaining: Duration {
        guard let instant else { return .seconds(Int64.max / 4) }
        return max(.zero, instant - ContinuousClock.now)
    }

    package var hasPassed: Bool {
        guard let instant else { return false }
        return ContinuousClock.now >= instant
    }

    /// What is left for `poll(2)`: milliseconds rounded up, so that the caller does not spin through the last one.
    package func milliseconds(atMost limit: Int32) -> Int32 {
        guard instant != nil else { return limit }
        let (seconds, attoseconds) = min(remaining, .seconds(86_400)).components
        let milliseconds = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(min(milliseconds, Int64(limit)))
    }

    package static func < (left: Deadline, right: Deadline) -> Bool {
        guard let leftInstant = left.instant else { return false }
        guard let rightInstant = right.instant else { return true }
        return leftInstant < rightInstant
    }
}

/// The deadline passed before the work was done.
package struct DeadlineExceeded: Error, Hashable {
    package init() {}
}

/// Runs `body` and cancels it when the deadline passes; then throws `DeadlineExceeded`, once `body` has stopped.
///
/// A body that finishes although it was cancelled has its result returned. Cancelling the caller cancels `body`, and what
/// `body` throws then is thrown.
package func withDeadline<T: Sendable>(
    _ deadline: Deadline, _ body: @escaping @Sendable () async throws -> T
) async throws -> T {
    guard !deadline.isNever else { return try await body() }
    // Off the caller's preferred executor: when that is a thread on which `body` blocks in C, nobody could stop it from there.
    return try await withTaskExecutorPreference(globalConcurrentExecutor) {
        try await race(deadline, body)
    }
}

private func race<T: Sendable>(
    _ deadline: Deadline, _ body: @escaping @Sendable () async throws -> T
) async throws -> T {
    try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            // Nil also when the caller was cancelled: then the body, cancelled too, tells what comes of it.
            try? await Task.sleep(for: deadline.remaining)
            return nil
        }
        var expired = false
        while true {
            do {
                guard let first = try await group.next() else { throw DeadlineExceeded() }
                if let value = first {
                    group.cancelAll()
                    return value
                }
                expired = !Task.isCancelled
                group.cancelAll()
            } catch {
                group.cancelAll()
                if expired { throw DeadlineExceeded() }
                throw error
            }
        }
    }
}
