import Messaging
import Observability
import Synchronization

/// Shows how far a long command is: rows, rate, time left. On a terminal one line that is rewritten; elsewhere a plain
/// line now and then.
final class ProgressPrinter: Sendable {
    private struct State {
        var shownAt: ContinuousClock.Instant?
        var hasLine = false
        var last: CommandProgress?
    }

    private let console: Console
    private let began = ContinuousClock.now
    private let state = Mutex(State())

    init(_ console: Console) {
        self.console = console
    }

    func show(_ progress: CommandProgress) {
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            state.last = progress
            let pause: Duration = console.isTerminal ? .milliseconds(100) : .seconds(5)
            if let shownAt = state.shownAt, now - shownAt < pause { return false }
            state.shownAt = now
            state.hasLine = true
            return true
        }
        if isDue { write(progress, now - began) }
    }

    /// The last state, and the end of the line.
    func finish() {
        let (last, hasLine) = state.withLock { ($0.last, $0.hasLine) }
        if let last { write(last, ContinuousClock.now - began) }
        if hasLine, console.isTerminal { console.progress("\n") }
    }

    private func write(_ progress: CommandProgress, _ elapsed: Duration) {
        let text = Self.text(progress, elapsed)
        console.progress(console.isTerminal ? "\r\u{1B}[2K\(text)" : "\(text)\n")
    }

    /// `12000 of 50000 rows (24 %), 3400 rows/s, 11 s left`
    static func text(_ progress: CommandProgress, _ elapsed: Duration) -> String {
        let rate = elapsed.seconds > 0 ? Double(progress.done) / elapsed.seconds : 0
        var text = "\(progress.done)"
        if let total = progress.total, total > 0 {
            text += " of \(total) \(progress.unit) (\(min(100, progress.done * 100 / total)) %)"
        } else {
            text += " \(progress.unit)"
        }
        guard progress.done > 0, rate > 0 else { return text }
        text += ", \(Int(rate.rounded())) \(progress.unit)/s"
        if let total = progress.total, total > progress.done {
            text += ", \(Int((Double(total - progress.done) / rate).rounded(.up))) s left"
        }
        return text
    }
}
