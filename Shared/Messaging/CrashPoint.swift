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

    /// Which point kills, and how many hits it lets pass before.
    package struct Armed: Sendable {
        package let point: CrashPoint
        package let passes: Int

        package init(_ point: CrashPoint, passes: Int = 0) {
            self.point = point
            self.passes = passes
        }

        /// Reads `name` or `name:passes`, as the environment gives it.
        package init?(_ text: String) {
            let parts = text.split(separator: ":", maxSplits: 1)
            guard let name = parts.first, let point = CrashPoint(rawValue: String(name)) else { return nil }
            guard parts.count == 2 else {
                self.init(point)
                return
            }
            guard let passes = Int(parts[1]), passes >= 0 else { return nil }
            self.init(point, passes: passes)
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
            guard current.passes > 0 else { return true }
            armed = Armed(point, passes: current.passes - 1)
            return false
        }
        if dies { kill(getpid(), SIGKILL) }
    }
}
