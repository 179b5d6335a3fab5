package import Glibc

/// A value behind a lock that threads can wait on: the classic monitor.
///
/// The standard library's `Mutex` has no condition variable, and threads that call blocking C libraries must sleep
/// until there is work. Never wait from the cooperative pool; a short `withLock` is fine anywhere.
package final class Monitor<State>: @unchecked Sendable {  // the lock guards `state`, the C objects never move
    @usableFromInline package var state: State
    @usableFromInline package let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init(_ state: sending State) {
        self.state = state
        pthread_mutex_init(mutex, nil)
        // Timed waits use the monotonic clock.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Reads or changes the state under the lock. Call `notifyAll` afterwards if a waiting thread should check its
    /// condition again.
    @inlinable package func withLock<R, E: Error>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }

    package func notifyAll() {
        pthread_cond_broadcast(changed)
    }

    /// Blocks the calling thread until `condition` returns a value. Returns nil if the deadline passes first.
    ///
    /// `condition` runs under the lock, once immediately and once after each `notifyAll`.
    package func wait<R>(until deadline: Deadline = .never, for condition: (inout State) -> R?) -> R? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let value = condition(&state) { return value }
            guard !deadline.isNever else {
                pthread_cond_wait(changed, mutex)
                continue
            }
            guard !deadline.hasPassed else { return nil }
            var time = timespec.monotonic(after: deadline.remaining)
            pthread_cond_timedwait(changed, mutex, &time)
        }
    }
}

extension timespec {
    fileprivate static func monotonic(after duration: Duration) -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        // Capped at one day so that the sum cannot overflow. The waiter checks the deadline again anyway.
        let (seconds, attoseconds) = min(duration, .seconds(86_400)).components
        let nanoseconds = now.tv_nsec + Int(attoseconds / 1_000_000_000)
        return timespec(
            tv_sec: now.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
