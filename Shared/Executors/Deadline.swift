/// A point on the monotonic clock by which work must finish. It includes time that the system is suspended.
///
/// Create one at the edge (a request, a job) and pass it down, so that nested steps share one budget.
package struct Deadline: Hashable, Comparable, Sendable {
    /// The point in time; nil for `never`.
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

    /// The time that is left, never negative. For `never`, a very long duration.
    package var remaining: Duration {
        guard let instant else { return .seconds(Int64.max / 4) }
        return max(.zero, instant - ContinuousClock.now)
    }

    package var hasPassed: Bool {
        guard let instant else { return false }
        return ContinuousClock.now >= instant
    }

    /// Returns the time that is left for `poll(2)`, in milliseconds. It is rounded up, so that the caller does not spin
    /// through the last millisecond.
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

/// Indicates that a deadline passed before the work was done.
package struct DeadlineExceeded: Error, Hashable {
    package init() {}
}

/// Runs `body` and cancels it when the deadline passes. Once `body` has stopped, throws `DeadlineExceeded`.
///
/// If `body` finishes in spite of its cancellation, its result is returned. Cancelling the caller cancels `body`, and
/// the error that `body` throws then is rethrown.
package func withDeadline<T: Sendable>(
    _ deadline: Deadline, _ body: @escaping @Sendable () async throws -> T
) async throws -> T {
    guard !deadline.isNever else { return try await body() }
    // Leaves the caller's preferred executor: if `body` blocks that executor's thread in C, nothing on it could cancel
    // `body`.
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
            // Returns nil also if the caller was cancelled. Then `body`, which is cancelled too, decides the outcome.
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
