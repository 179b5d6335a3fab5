import Glibc
import Synchronization

/// A named place where a test may kill the process, so that every step between commit and effect is known to be safe.
///
/// Compiled in always, active only when `CrashPoint.armed` is set: ServiceKit does that from `MUSTER_CRASH_AT` and only
/// in development. The kill is SIGKILL: nothing is flushed, nothing is closed, as when the machine loses power.
package enum CrashPoint: String, CaseIterable, Sendable {
    /// A unit of work is about to commit, and has committed.
    case beforeCommit = "before-commit"
    case afterCommit = "after-commit"
    /// The relay has read a page of the journal; has given the first record of it to the producer, and all of them.
    case afterRead = "after-read"
    case duringSend = "during-send"
    case afterSend = "after-send"
    /// Delivery reports have come; the durable cursor is about to move, and has moved.
    case afterReport = "after-report"
    case beforeCursor = "before-cursor"
    case afterCursor = "after-cursor"
    /// The lease was won; is about to be renewed; was given up.
    case afterLease = "after-lease"
    case beforeRenewal = "before-renewal"
    case afterRelease = "after-release"
    /// A loss on the broker was found; its recovery is written.
    case beforeRecovery = "before-recovery"
    case afterRecovery = "after-recovery"
    /// A consumer has a batch; has claimed it in the inbox; ran the effects; is about to commit them; has committed.
    case afterFetch = "after-fetch"
    case afterClaim = "after-claim"
    case beforeEffectCommit = "before-effect-commit"
    case afterEffectCommit = "after-effect-commit"
    /// A poison record is on the dead-letter topic, its position not yet moved.
    case afterDeadLetter = "after-dead-letter"

    /// Which point kills, and at which time that it is come to.
    package struct Armed: Sendable {
        package let point: CrashPoint
        /// 1: the first time.
        package let hit: Int

        package init(_ point: CrashPoint, hit: Int = 1) {
            self.point = point
            self.hit = hit
        }

        /// Reads `name` or `name:n`, as the setting gives it.
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

    /// Set once at start, before anything runs.
    package static func arm(_ armed: Armed?) {
        state.withLock { $0 = armed }
        isArmed.store(armed != nil, ordering: .releasing)
    }

    /// Called at the place; one atomic read when nothing is armed.
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
