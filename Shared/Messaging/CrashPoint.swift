import Glibc
import Synchronization

/// A named point at which a test can kill the process, to prove that every step between commit and effect is safe.
///
/// Always compiled in, but active only after `arm`. ServiceKit arms it from `MUSTER_CRASH_AT` in development only. The
/// kill is SIGKILL: nothing is flushed or closed, as in a power loss.
package enum CrashPoint: String, CaseIterable, Sendable {
    /// Before and after the commit of a unit of work.
    case beforeCommit = "before-commit"
    case afterCommit = "after-commit"
    /// The relay has read a page of the journal; has enqueued its first record; has enqueued all of them.
    case afterRead = "after-read"
    case duringSend = "during-send"
    case afterSend = "after-send"
    /// Delivery reports have arrived; the durable cursor is about to move; it has moved.
    case afterReport = "after-report"
    case beforeCursor = "before-cursor"
    case afterCursor = "after-cursor"
    /// The lease was acquired; is about to be renewed; was released.
    case afterLease = "after-lease"
    case beforeRenewal = "before-renewal"
    case afterRelease = "after-release"
    /// A loss on the broker was found; its recovery was written.
    case beforeRecovery = "before-recovery"
    case afterRecovery = "after-recovery"
    /// A consumer has a batch; has claimed it in the inbox; has run the effects and is about to commit; has committed.
    case afterFetch = "after-fetch"
    case afterClaim = "after-claim"
    case beforeEffectCommit = "before-effect-commit"
    case afterEffectCommit = "after-effect-commit"
    /// A poison record is on the dead-letter topic and its position has not moved yet.
    case afterDeadLetter = "after-dead-letter"

    /// The point at which the process is killed.
    package struct Armed: Sendable {
        package let point: CrashPoint
        /// The number of the hit that kills; 1 is the first.
        package let hit: Int

        package init(_ point: CrashPoint, hit: Int = 1) {
            self.point = point
            self.hit = hit
        }

        /// Parses `name` or `name:n`, the form of the setting.
        package init?(_ text: String) {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let point = CrashPoint(rawValue: String(parts[0])) else { return nil }
            guard parts.count == 2 else {
                self.init(point)
                return
            }
            guard let hit = Int(parts[1]), hit > 0 else { return nil }
            self.init(point, hit: hit)
        }
    }

    private static let state = Mutex<Armed?>(nil)
    private static let isArmed = Atomic<Bool>(false)

    /// Sets the point. Called once at startup.
    package static func arm(_ armed: Armed?) {
        state.withLock { $0 = armed }
        isArmed.store(armed != nil, ordering: .releasing)
    }

    /// Marks the point in the code. Costs one atomic read if no point is armed.
    @inline(__always)
    package static func hit(_ point: CrashPoint) {
        guard isArmed.load(ordering: .relaxed) else { return }
        let dies = state.withLock { armed in
            guard let current = armed, current.point == point else { return false }
            guard current.hit > 1 else { return true }
            armed = Armed(point, hit: current.hit - 1)
            return false
        }
        if dies { kill(getpid(), SIGKILL) }
    }
}
