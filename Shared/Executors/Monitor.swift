package import Glibc

/// A value behind a lock on which a thread can also wait: the classic monitor.
///
/// `Mutex` of the standard library has no condition variable, and the threads that we give to C libraries must sleep until
/// there is work. Never wait on one from the cooperative pool; a short `withLock` is fine anywhere.
package final class Monitor<State>: @unchecked Sendable {  // the lock guards `state`, the C objects never move
    @usableFromInline package var state: State
    @usableFromInline package let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init(_ state: sending State) {
        self.state = state
        pthread_mutex_init(mutex, nil)
        // Waits are measured on the clock that nobody sets.
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

    /// Reads or changes the state under the lock. Call `notifyAll` afterwards when a waiting thread should look again.
    @inlinable package func withLock<R, E: Error>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }

    package func notifyAll() {
        pthread_cond_broadcast(changed)
    }

    /// Blocks the calling thread until `condition` gives a value; nil when the deadline passed first.
    ///
    /// `condition` runs under the lock, at once and then after each `notifyAll`.
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
        // A day at most: the waiter looks again anyway, and the sum cannot overflow.
        let (seconds, attoseconds) = min(duration, .seconds(86_400)).components
        let nanoseconds = now.tv_nsec + Int(attoseconds / 1_000_000_000)
        return timespec(
            tv_sec: now.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
